package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The operator's guide names every key of the errands' files, and no other. */
class ErrandFilePageTest {

    private static final Pattern READ =
            Pattern.compile("\\bfile\\.(?:text|optional|number|on|texts|sections)\\(\"([a-z_.]+)\"\\)");
    private static final Pattern NAMED = Pattern.compile("`([a-z_.]+)`");

    /** Sections that several commands read, whose keys are the broker's own. */
    private static final Set<String> SECTIONS = Set.of("cf", "bosh");

    @Test
    void everyKeyIsDescribed() throws IOException {
        var read = new TreeSet<>(SECTIONS);
        try (var sources = Files.list(Path.of("src/main/java/io/chandler/ondemand/commands"))) {
            for (var source : sources.toList()) {
                READ.matcher(Files.readString(source)).results().forEach(found -> read.add(found.group(1)));
            }
        }
        read.removeIf(key -> key.startsWith("bosh."));

        var named = new TreeSet<String>();
        var guide = Files.readString(Path.of("../docs/ondemand-operators-guide.md"));
        guide.substring(guide.indexOf("## Files of the errands"), guide.indexOf("## Moving from the Go broker"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> NAMED.matcher(line.substring(0, line.indexOf('|', 1)))
                        .results()
                        .forEach(found -> named.add(found.group(1))));
        assertThat(named).contains("canaries").isEqualTo(read);
    }
}

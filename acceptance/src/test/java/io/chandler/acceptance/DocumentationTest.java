package io.chandler.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.cli.CommandProvider;
import io.chandler.server.configuration.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The pages agree with each other and with the code. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCS = ROOT.resolve("docs");

    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ +(.*)$", Pattern.MULTILINE);
    private static final Pattern METER =
            Pattern.compile("(?:Timer\\.builder|Counter\\.builder|gauge)\\(\\s*\"(chandler\\.[a-z.]+)\"");
    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    private static final Pattern COMMAND = Pattern.compile("^  ([a-z-]+)  ", Pattern.MULTILINE);

    static Stream<Path> pages() throws IOException {
        return Stream.concat(
                Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve), files(DOCS, ".md"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        var links = LINK.matcher(withoutBlocks(page));
        while (links.find()) {
            var link = links.group(1);
            if (URI.create(link).isAbsolute()) {
                continue;
            }
            int hash = link.indexOf('#');
            var path = hash < 0 ? link : link.substring(0, hash);
            var target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
            assertThat(target).as("the link %s", link).exists();
            if (hash >= 0) {
                assertThat(anchors(target)).as("the link %s", link).contains(link.substring(hash + 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockOfJavaStandsInASourceThatIsCompiled(Path page) throws IOException {
        var sources = new ArrayList<String>();
        try (var files = files(ROOT, ".java")) {
            for (var file : files.toList()) {
                sources.add(squeezed(Files.readString(file)));
            }
        }
        var blocks = BLOCK.matcher(Files.readString(page));
        while (blocks.find()) {
            var code = squeezed(blocks.group(2));
            if (blocks.group(1).equals("java")) {
                boolean found = sources.stream().anyMatch(source -> source.contains(code));
                assertThat(found).as("no source has%n%s", blocks.group(2)).isTrue();
            }
        }
    }

    @Test
    void theIndexNamesEveryPage() throws IOException {
        var index = Files.readString(DOCS.resolve("README.md"));
        try (var pages = files(DOCS, ".md")) {
            assertThat(pages.map(DOCS::relativize).map(Path::toString).filter(page -> !page.equals("README.md")))
                    .allSatisfy(page -> assertThat(index).contains("](" + page + ")"));
        }
    }

    @Test
    void everySettingIsDescribed() throws IOException {
        var page = Files.readString(DOCS.resolve("configuration.md"));
        assertThat(Keys.ALL).allSatisfy(key -> assertThat(page).contains("`" + key.path() + "`"));
    }

    /** Names of settings in the other pages are those of settings that are there. */
    @Test
    void everySettingThatAPageNamesIsThere() throws IOException {
        var known = new TreeSet<String>();
        Keys.ALL.forEach(key -> known.add(key.path()));
        var sections = known.stream()
                .filter(path -> path.contains("."))
                .map(path -> path.substring(0, path.indexOf('.')))
                .collect(Collectors.toSet());
        for (var page : List.of("operators-guide.md", "reference.md")) {
            var named = Pattern.compile("`([a-z]+)\\.([a-z.-]+)[:`]").matcher(Files.readString(DOCS.resolve(page)));
            while (named.find()) {
                if (sections.contains(named.group(1))) {
                    assertThat(known).as(page).contains(named.group(1) + "." + named.group(2));
                }
            }
        }
    }

    @Test
    void everyCommandIsDescribed() throws IOException {
        var help = Files.readString(ROOT.resolve("cli/src/test/resources/io/chandler/cli/help.txt"));
        var commands = new TreeSet<String>();
        var list = COMMAND.matcher(help.substring(help.indexOf("Commands:"), help.indexOf("Exit codes:")));
        while (list.find()) {
            commands.add(list.group(1));
        }
        ServiceLoader.load(CommandProvider.class)
                .forEach(provider -> commands.add(new CommandLine(provider.command()).getCommandName()));
        assertThat(commands).contains("serve", "demo");

        var page = Files.readString(DOCS.resolve("command-line.md"));
        assertThat(commands)
                .allSatisfy(
                        command -> assertThat(page).containsPattern("`(chandler )?" + Pattern.quote(command) + "`"));
    }

    @Test
    void everyMeterIsDescribed() throws IOException {
        var meters = new TreeSet<String>();
        try (var files = files(ROOT.resolve("server/src/main"), ".java")) {
            for (var file : files.toList()) {
                var names = METER.matcher(Files.readString(file));
                while (names.find()) {
                    meters.add(names.group(1));
                }
            }
        }
        assertThat(meters).contains("chandler.requests");
        var page = Files.readString(DOCS.resolve("operators-guide.md"));
        assertThat(meters)
                .allSatisfy(meter ->
                        assertThat(page).containsPattern("`" + meter.replace('.', '_') + "(_seconds|_total)?`"));
    }

    @Test
    void everyDependencyHasItsReason() throws IOException {
        var dependencies = new TreeSet<String>();
        try (var poms = files(ROOT, "pom.xml")) {
            for (var pom : poms.toList()) {
                dependencies.addAll(dependencies(Files.readString(pom)));
            }
        }
        assertThat(dependencies).contains("jspecify");
        var page = Files.readString(DOCS.resolve("design-decisions.md"));
        assertThat(dependencies).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static Set<String> dependencies(String pom) {
        var names = new TreeSet<String>();
        var elements = DEPENDENCY.matcher(pom);
        while (elements.find()) {
            var name = ARTIFACT.matcher(elements.group(1));
            assertThat(name.find()).isTrue();
            boolean imported = elements.group(1).contains("<scope>import</scope>");
            if (!imported && !name.group(1).startsWith("chandler-")) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    /** Files of the sources, not of what is built. */
    private static Stream<Path> files(Path folder, String ending) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
                var name = entered.getFileName().toString();
                return name.equals("target") || name.startsWith(".")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ending)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found.stream();
    }

    private static String withoutBlocks(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    /** The names that headings get on the usual hosts. */
    private static Set<String> anchors(Path page) throws IOException {
        var anchors = new TreeSet<String>();
        var headings = HEADING.matcher(withoutBlocks(page));
        while (headings.find()) {
            anchors.add(headings.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .strip()
                    .replace(' ', '-'));
        }
        return anchors;
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}

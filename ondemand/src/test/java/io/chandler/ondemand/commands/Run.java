package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Runs a command in this process; its waiting moves the clock on and takes no time. */
final class Run {

    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Surroundings surroundings;
    int exitCode = -1;

    Run() {
        this((_, _, _, _) -> {
            throw new AssertionError("the platform is not to be asked");
        });
    }

    Run(CloudFoundry platform) {
        this((_, _, _, _) -> platform);
    }

    Run(Platforms platforms) {
        var clock = new MovedClock();
        surroundings = new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                clock,
                duration -> {
                    pauses.add(duration);
                    clock.move(duration);
                },
                platforms,
                Surroundings.Watcher.NONE);
    }

    Run of(String command, String... arguments) throws InterruptedException {
        exitCode = Errands.run(command, List.of(arguments), surroundings).orElseThrow();
        return this;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The lines on standard output without prefix and time. */
    List<String> lines() {
        return out().lines()
                .map(line -> line.replaceFirst("^\\[[a-z-]+] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} ", ""))
                .toList();
    }
}

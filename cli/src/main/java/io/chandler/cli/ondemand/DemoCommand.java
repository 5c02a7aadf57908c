package io.chandler.cli.ondemand;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the on-demand broker's main job on simulated neighbours. */
@Command(
        name = "demo",
        description = {
            "Show the on-demand broker at work: it gives out Redis servers on a simulated BOSH director.",
            "",
            "Catalog, provision, bind, an update that is refused, upgrade-all with a canary, an orphan, deprovision. Then "
                    + "broker and director are yours until Ctrl-C."
        },
        footer = {"", "Examples:", "  chandler ondemand demo", "  chandler ondemand demo --once"})
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--once", description = "End after the show: 0 if every stage did what it should, else 1.")
    boolean once;

    @Option(
            names = "--adapter",
            paramLabel = "FILE",
            description = "The service adapter (that of examples/redis-adapter).")
    @Nullable
    Path adapter;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        LibraryLogs.into(new ServerLog(System.err, Clock.systemUTC()));
        var folder = Files.createTempDirectory("chandler-ondemand-demo");
        try (var client = HttpClient.newHttpClient();
                var house = new DemoHouse(folder, adapter())) {
            try {
                new Demo(house, out, client).run();
            } catch (Demo.Unexpected | StartFailure e) {
                out.println("     failed  " + e.getMessage());
                out.println("     what the broker logged is in " + folder.resolve("broker.log"));
                return ExitCodes.FAILED;
            }
            if (!once) {
                out.println();
                out.println("The broker is yours: http://127.0.0.1:" + house.port + ", user " + DemoHouse.USER
                        + ", password " + DemoHouse.PASSWORD + ". It ends with Ctrl-C.");
                out.flush();
                new CountDownLatch(1).await();
            }
        }
        return ExitCodes.OK;
    }

    private Path adapter() {
        return Optional.ofNullable(adapter)
                .or(DemoCommand::example)
                .filter(Files::isExecutable)
                .map(Path::toAbsolutePath)
                .orElseThrow(() -> new CommandFailure(
                        ExitCodes.USAGE, "There is no service adapter to show; name one with --adapter."));
    }

    /** The example of the sources that this command was built from. */
    private static Optional<Path> example() {
        try {
            var place = DemoCommand.class.getProtectionDomain().getCodeSource();
            for (var at = place == null ? null : Path.of(place.getLocation().toURI());
                    at != null;
                    at = at.getParent()) {
                var file = at.resolve("examples/redis-adapter/redis-adapter");
                if (Files.exists(file)) {
                    return Optional.of(file);
                }
            }
        } catch (URISyntaxException e) {
            // There is no such place.
        }
        return Optional.empty();
    }
}

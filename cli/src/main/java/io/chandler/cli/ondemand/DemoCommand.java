package io.chandler.cli.ondemand;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.cli.internal.Folders;
import io.chandler.ondemand.configuration.Configuration.Adapter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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

    private static final String EXAMPLE = "io.chandler.examples.redis.RedisAdapter";

    @Option(names = "--once", description = "End after the show: 0 if every stage did what it should, else 1.")
    boolean once;

    @Option(
            names = "--adapter",
            paramLabel = "FILE",
            description = "The service adapter, an executable for Redis (the example in Java).")
    @Nullable
    Path adapter;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        LibraryLogs.into(new ServerLog(System.err, Clock.systemUTC()));
        var shown = adapter();
        var folder = Files.createTempDirectory("chandler-ondemand-demo");
        try (var client = HttpClient.newHttpClient();
                var house = new DemoHouse(folder, shown)) {
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
        Folders.delete(folder);
        return ExitCodes.OK;
    }

    /** The adapter as the configuration names it. */
    private String adapter() {
        if (adapter == null) {
            return Adapter.CLASS_PREFIX + example();
        }
        if (!Files.isExecutable(adapter) || Files.isDirectory(adapter)) {
            throw new CommandFailure(ExitCodes.USAGE, "--adapter must name an executable file; it is " + adapter + ".");
        }
        return adapter.toAbsolutePath().toString();
    }

    /** The example, which runs within the broker: an installation has it on its class path. */
    private static String example() {
        try {
            return Class.forName(EXAMPLE).getName();
        } catch (ClassNotFoundException _) {
            throw new CommandFailure(ExitCodes.USAGE, "There is no service adapter to show; name one with --adapter.");
        }
    }
}

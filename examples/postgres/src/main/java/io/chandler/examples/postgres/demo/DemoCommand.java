package io.chandler.examples.postgres.demo;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.examples.postgres.embedded.EmbeddedPostgresServer;
import java.io.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job of a broker on a real PostgreSQL server. */
@Command(
        name = "demo",
        description = {
            "Start a broker that gives out PostgreSQL databases, and show what it does.",
            "",
            "Starts a real PostgreSQL server and a broker on this machine, both reachable from this machine alone and "
                    + "both kept in one folder, and plays the part of a platform: catalog, provision, bind, use, a "
                    + "crash in the middle of the work, unbind, deprovision. Then the broker is yours until Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  chandler demo",
            "  chandler demo --once",
            "  chandler demo --data /var/lib/chandler-demo --port 9000"
        })
public final class DemoCommand implements Callable<Integer> {

    private static final String USER = "demo";
    private static final int USUAL_PORT = 8080;

    @Option(names = "--once", description = "End after the show: 0 if every stage did what it should, else 1.")
    boolean once;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "chandler-demo",
            description = "Where everything is kept (./chandler-demo).")
    Path data = Path.of("chandler-demo");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The broker's port (that of the last time, else 8080, else one that is free).")
    @Nullable
    Integer port;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        var screen = new Screen(
                out,
                Optional.ofNullable(System.console())
                                .filter(Console::isTerminal)
                                .isPresent()
                        && System.getenv("NO_COLOR") == null);
        try {
            var folder = DemoFolder.at(data);
            try (var channel = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.tryLock()) {
                if (lock == null) {
                    throw inUse(folder);
                }
                return run(folder, screen);
            } catch (OverlappingFileLockException e) {
                throw inUse(folder);
            }
        } catch (IOException e) {
            screen.bad(String.valueOf(e.getMessage()));
            return ExitCodes.FAILED;
        }
    }

    private int run(DemoFolder folder, Screen screen) throws InterruptedException {
        try (var ending = new Ending()) {
            try {
                return run(folder, screen, ending);
            } catch (IOException | SQLException | Unexpected e) {
                if (ending.hasBegun()) {
                    return ExitCodes.OK;
                }
                screen.bad(String.valueOf(e.getMessage()));
                screen.line("     what the broker logged is in " + folder.log());
                return ExitCodes.FAILED;
            }
        }
    }

    private static CommandFailure inUse(DemoFolder folder) {
        return new CommandFailure(
                ExitCodes.USAGE,
                "Another demo runs in " + folder.path() + ". End it, or choose another folder with --data.");
    }

    private int run(DemoFolder folder, Screen screen, Ending ending)
            throws IOException, SQLException, InterruptedException, Unexpected {
        BrokerProcess.endLeftOver(folder);
        var chosen = choosePort(folder);
        screen.line("Starting PostgreSQL and the broker in " + folder.path() + " ...");
        var server = EmbeddedPostgresServer.start(folder.postgres());
        ending.last(server::close);
        var address = URI.create("http://127.0.0.1:" + chosen);
        folder.configure(chosen, USER, server);
        var password = folder.password();
        var broker = BrokerHolder.start(folder, address);
        ending.first(broker::close);
        introduce(screen, folder, address, password, server);
        try (var platform =
                Platform.of(address, USER, password, () -> broker.current().isAlive())) {
            new Story(screen, platform, broker, server).play();
        }
        screen.line("");
        screen.line("Every stage did what it should.");
        if (once) {
            return ExitCodes.OK;
        }
        screen.line("The broker goes on at " + address + " until Ctrl-C.");
        var code = broker.current().await();
        throw new Unexpected("the broker to go on until Ctrl-C", "it ended with " + code);
    }

    private static void introduce(
            Screen screen, DemoFolder folder, URI address, String password, EmbeddedPostgresServer server)
            throws IOException {
        screen.line("");
        screen.line("  broker      " + address);
        screen.line("  user        " + USER);
        screen.line("  password    " + password);
        screen.line("  PostgreSQL  127.0.0.1:" + server.port());
        screen.line("");
        screen.line("To be a platform yourself, type in another terminal:");
        screen.line("");
        screen.line("  ./chandler target " + address + " --user " + USER + " --password-file "
                + quoted(folder.passwordFile()));
        screen.line("  ./chandler catalog");
        screen.line("  ./chandler provision postgres small my-db --wait");
        screen.line("  ./chandler bind my-db my-app --wait --show-secrets");
    }

    private static String quoted(Path path) {
        var text = path.toString();
        return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private int choosePort(DemoFolder folder) throws IOException {
        if (port != null) {
            if (!isFree(port)) {
                throw new CommandFailure(
                        ExitCodes.USAGE, "Port " + port + " is in use. Choose another with --port, or leave it out.");
            }
            return port;
        }
        int usual = folder.port().orElse(USUAL_PORT);
        if (isFree(usual)) {
            return usual;
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

package io.chandler.examples.postgres.demo;

import io.chandler.examples.postgres.embedded.EmbeddedPostgresServer;
import io.chandler.osb.BindingDetails;
import io.chandler.osb.Plan;
import io.chandler.osb.client.PendingOperation;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The main job of a broker, stage by stage, as a platform and an application see it. */
final class Story {

    private static final String SMALL = "small";
    private static final String SLOW = "slow";

    /** The broker is ended in this step of the slow provisioning; the others have finished by then. */
    private static final String INTERRUPTED = "restrict access";

    private static final Set<String> FINISHED = Set.of("create roles", "create database");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Screen screen;
    private final Platform platform;
    private final BrokerHolder broker;
    private final EmbeddedPostgresServer server;

    Story(Screen screen, Platform platform, BrokerHolder broker, EmbeddedPostgresServer server) {
        this.screen = screen;
        this.platform = platform;
        this.broker = broker;
        this.server = server;
    }

    /** Plays all stages, the later ones with what the earlier ones made. */
    void play() throws IOException, SQLException, InterruptedException, Unexpected {
        var quick = UUID.randomUUID().toString();
        var slow = UUID.randomUUID().toString();
        var binding = UUID.randomUUID().toString();

        showCatalog();
        provision(quick);
        screen.stage("Bind an application to it, which connects and writes a row");
        var credentials = bind(quick, binding, SMALL);
        use(credentials);
        var operation = interrupt(slow);
        carryOn(slow, operation);
        screen.stage("Bind the application to this database, too");
        var others = bind(slow, binding, SLOW);
        use(others);
        unbind(quick, binding, credentials);
        deprovision(slow, binding, quick);
        expectNothingOf(List.of(credentials, others));
    }

    private void showCatalog() {
        screen.stage("Read the catalog");
        screen.good(platform.offering().name() + " with the plans "
                + platform.offering().plans().stream().map(Plan::name).collect(Collectors.joining(", ")));
    }

    private void provision(String instance) throws InterruptedException, Unexpected {
        screen.stage("Provision a database of plan " + SMALL);
        var begin = System.nanoTime();
        platform.finish(platform.provision(instance, SMALL), screen::progress);
        if (!platform.has(instance)) {
            throw new Unexpected("the instance to be there", "the broker does not have it");
        }
        screen.good("instance " + instance + " is there after " + seconds(Duration.ofNanos(System.nanoTime() - begin)));
    }

    private BindingDetails bind(String instance, String binding, String plan) throws InterruptedException, Unexpected {
        var details = platform.bind(instance, binding, plan);
        screen.good("user " + member(details, "username") + " of database " + member(details, "database") + " on "
                + member(details, "host") + ":" + member(details, "port") + ", with a password");
        return details;
    }

    private void use(BindingDetails credentials) throws SQLException, Unexpected {
        try (var connection = connect(credentials);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE demo (text text)");
            statement.execute("INSERT INTO demo VALUES ('provisioned by Chandler')");
            try (var rows = statement.executeQuery("SELECT text FROM demo")) {
                if (!rows.next()) {
                    throw new Unexpected("the row to be there", "the table is empty");
                }
                screen.good("the database says: " + rows.getString(1));
            }
        }
    }

    private PendingOperation interrupt(String instance) throws IOException, InterruptedException, Unexpected {
        screen.stage("Start a slow provisioning, and end the broker's process hard in the middle of it");
        var operation = platform.provision(instance, SLOW)
                .orElseThrow(() -> new Unexpected("the provisioning to take a while", "it was done at once"));
        var end = System.nanoTime() + PATIENCE.toNanos();
        var last = "";
        while (!last.equals(INTERRUPTED)) {
            var text = platform.progress(operation);
            if (!text.equals(last) && !text.isEmpty()) {
                screen.progress(text);
                last = text;
            }
            if (System.nanoTime() > end) {
                throw new Unexpected(
                        "the step \"" + INTERRUPTED + "\" within " + PATIENCE.toSeconds() + " s",
                        "the last that was seen was \"" + last + "\"");
            }
            Thread.sleep(PAUSE);
        }
        var number = broker.current().number();
        broker.current().kill();
        screen.good("process " + number + " was killed (SIGKILL) in the step \"" + INTERRUPTED + "\"");
        return operation;
    }

    private void carryOn(String instance, PendingOperation operation)
            throws IOException, InterruptedException, Unexpected {
        screen.stage("Start the broker again, and watch the operation finish");
        broker.startAgain();
        screen.good("process " + broker.current().number() + " is ready after "
                + seconds(broker.current().startedIn()));
        List<String> seen = new ArrayList<>();
        platform.finish(Optional.of(operation), text -> {
            seen.add(text);
            screen.progress(text);
        });
        if (!platform.has(instance)) {
            throw new Unexpected("the instance to be there", "the broker does not have it");
        }
        var again = seen.stream().filter(FINISHED::contains).toList();
        if (!again.isEmpty()) {
            throw new Unexpected("finished steps not to run again", "these did: " + again);
        }
        screen.good("instance " + instance + " is there; the steps that had finished did not run again");
    }

    private void unbind(String instance, String binding, BindingDetails credentials)
            throws InterruptedException, Unexpected {
        screen.stage("Unbind the application");
        platform.unbind(instance, binding, SMALL);
        try (var _ = connect(credentials)) {
            throw new Unexpected("the credentials to be refused from now on", "they still work");
        } catch (SQLException e) {
            screen.good("the credentials are refused from now on: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private void deprovision(String slow, String bindingOfSlow, String quick) throws InterruptedException, Unexpected {
        screen.stage("Deprovision both databases");
        platform.unbind(slow, bindingOfSlow, SLOW);
        platform.deprovision(quick, SMALL, screen::progress);
        platform.deprovision(slow, SLOW, screen::progress);
        for (var instance : List.of(quick, slow)) {
            if (platform.has(instance)) {
                throw new Unexpected("instance " + instance + " to be gone", "the broker still has it");
            }
        }
    }

    /** Looks on the server itself, as its administrator. */
    private void expectNothingOf(List<BindingDetails> bindings) throws IOException, SQLException, Unexpected {
        try (var connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                var query = connection.prepareStatement("SELECT datname FROM pg_database WHERE datname = ?"
                        + " UNION ALL SELECT rolname FROM pg_roles WHERE starts_with(rolname, ?) OR rolname = ?")) {
            for (var binding : bindings) {
                query.setString(1, member(binding, "database"));
                query.setString(2, member(binding, "database"));
                query.setString(3, member(binding, "username"));
                try (var rows = query.executeQuery()) {
                    if (rows.next()) {
                        throw new Unexpected("nothing to be left on the server", "there is " + rows.getString(1));
                    }
                }
            }
        }
        screen.good("both instances are gone, and PostgreSQL has no database and no role of theirs left");
    }

    private static Connection connect(BindingDetails credentials) throws SQLException, Unexpected {
        return DriverManager.getConnection(member(credentials, "jdbcUrl"));
    }

    private static String member(BindingDetails details, String name) throws Unexpected {
        return details.credentials()
                .filter(credentials -> credentials.has(name))
                .map(credentials -> credentials.get(name).asString())
                .orElseThrow(() -> new Unexpected("credentials with \"" + name + "\"", "there is none"));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}

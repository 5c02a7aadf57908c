package io.chandler.examples.postgres;

import static io.chandler.examples.postgres.Jdbc.execute;

import io.chandler.osb.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A process that leads a database through its life: what an earlier process of the same folder has begun it carries on.
 * Ends with 0 when the life is over.
 */
final class WholeLife {

    private static final Optional<String> NONE = Optional.empty();

    private WholeLife() {}

    /** Arguments: folder, address, user and password of the server. */
    public static void main(String... arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var server = new Server(arguments[1], arguments[2], arguments[3]);
        var service = new Saboteur(new PostgresService(server, Broker.PLANS, () -> {}), folder.resolve("journal"));
        var done = folder.resolve("done");
        try (var broker = Broker.start(folder, service, Broker.catalog())) {
            for (var phase : List.of("provision", "update", "bind", "unbind", "deprovision")) {
                if (!Files.exists(done) || !Files.readAllLines(done).contains(phase)) {
                    lead(broker, phase);
                    Files.writeString(done, phase + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            }
        }
    }

    private static void lead(Broker broker, String phase) throws SQLException {
        switch (phase) {
            case "provision" -> broker.ready("i", "small", "{}");
            case "update" -> update(broker);
            case "bind" -> use(broker);
            case "unbind" -> broker.unbound("i", "b", "large");
            case "deprovision" -> broker.gone("i", "large");
            default -> throw new IllegalArgumentException(phase);
        }
    }

    private static void update(Broker broker) {
        if (broker.update("i", Optional.of("large"), "{}", NONE) instanceof Answer.ConcurrencyError) {
            broker.ended("i");
        }
        broker.updated("i", Optional.of("large"), "{}", NONE);
    }

    private static void use(Broker broker) throws SQLException {
        var credentials = broker.bound("i", "b", "large", "{}", NONE);
        try (var connection =
                DriverManager.getConnection(credentials.get("jdbcUrl").asString())) {
            execute(connection, "CREATE TABLE IF NOT EXISTS notes (note text)");
        }
    }
}

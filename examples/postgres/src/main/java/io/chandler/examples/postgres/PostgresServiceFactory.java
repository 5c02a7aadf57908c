package io.chandler.examples.postgres;

import io.chandler.broker.Service;
import io.chandler.examples.postgres.embedded.EmbeddedPostgresServer;
import io.chandler.server.ServiceFactory;
import io.chandler.server.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the service {@code postgres} from its settings:
 *
 * <ul>
 *   <li>{@code url}, {@code user} and {@code password} or {@code password-file}: the server and its administrator.
 *       Without an address a server of the broker's own runs in its data folder.
 *   <li>{@code plans}: by the plan's name what it allows, {@code connections} and {@code statement-timeout}; and for
 *       demonstrations a {@code pause} before each step
 * </ul>
 */
public final class PostgresServiceFactory implements ServiceFactory {

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Service create(ServiceSettings settings) throws IOException {
        var plans = plans(settings.section("plans"));
        var url = settings.find("url");
        if (url.isEmpty()) {
            var embedded = EmbeddedPostgresServer.start(settings.dataFolder().resolve("postgresql"));
            var server = new Server(embedded.url(), embedded.user(), embedded.password());
            return new PostgresService(server, plans, embedded);
        }
        var user = settings.text("user");
        var password = password(settings);
        try {
            return new PostgresService(new Server(url.get(), user, password), plans, () -> {});
        } catch (IllegalArgumentException e) {
            throw settings.mistake("url", "must be like jdbc:postgresql://host:5432/postgres");
        }
    }

    private static String password(ServiceSettings settings) {
        var password = settings.find("password");
        var file = settings.path("password-file");
        if (password.isPresent() == file.isPresent()) {
            throw settings.mistake("password", "must be given, or password-file, and not both");
        }
        return password.orElseGet(() -> {
            try {
                return Files.readString(file.orElseThrow()).strip();
            } catch (IOException e) {
                throw settings.mistake("password-file", "cannot be read");
            }
        });
    }

    private static Map<String, Limits> plans(ServiceSettings settings) {
        var plans = new HashMap<String, Limits>();
        for (var plan : settings.names()) {
            var limits = settings.section(plan);
            plans.put(
                    plan,
                    new Limits(
                            required(
                                    limits,
                                    "connections",
                                    limits.number("connections").filter(count -> count > 0)),
                            required(
                                    limits,
                                    "statement-timeout",
                                    limits.duration("statement-timeout").filter(Duration::isPositive)),
                            limits.duration("pause").orElse(Duration.ZERO)));
        }
        return plans;
    }

    private static <T> T required(ServiceSettings settings, String name, Optional<T> value) {
        return value.orElseThrow(() -> settings.mistake(name, "is required and must be more than 0"));
    }
}

package io.chandler.ondemand.commands;

import io.chandler.ondemand.commands.BrokerClient.Unreachable;
import io.chandler.ondemand.configuration.ConfigurationException;
import io.chandler.ondemand.configuration.ConfigurationFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@code broker-post-start}: waits until the broker on this machine serves its catalog. */
final class BrokerPostStart implements Errand {

    private static final String NAME = "broker-post-start";
    private static final int USUAL_TIMEOUT = 120;
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    /** A broker that is starting is soon there; one that is not is asked every second. */
    private static final Duration FIRST_BETWEEN = Duration.ofMillis(100);

    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(30);

    @Override
    public Flags flags() {
        return new Flags(NAME)
                .text("brokerUsername", "username for the broker")
                .text("brokerPassword", "password for the broker")
                .text("brokerPort", "port of the broker")
                .text("configFilePath", "path to the broker config file")
                .number("timeout", USUAL_TIMEOUT, "timeout in seconds for the post-start check");
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) throws InterruptedException {
        var log = new CommandLog(NAME, surroundings.out(), surroundings.clock());
        try {
            log.line("Starting broker post-start check, waiting for broker to start serving catalog.");
            var scheme = tls(flags.text("configFilePath")) ? "https" : "http";
            boolean serves = await(flags, scheme, surroundings, log);
            log.line("Broker post-start check " + (serves ? "successful" : "failed"));
            return serves ? 0 : 1;
        } catch (Failure e) {
            log.line(e.line());
            return 1;
        }
    }

    private static boolean tls(String path) {
        try {
            return ConfigurationFile.read(Path.of(path)).broker().tls().isPresent();
        } catch (ConfigurationException e) {
            throw new Failure("error parsing config: " + e.getMessage());
        }
    }

    private static boolean await(Flags flags, String scheme, Surroundings surroundings, CommandLog log)
            throws InterruptedException {
        var base = scheme + "://localhost:" + flags.text("brokerPort");
        if (!flags.text("brokerPort").matches("\\d{1,5}")) {
            throw new Failure("error creating request: parse \"" + base + "/v2/catalog\": invalid port");
        }
        var clock = surroundings.clock();
        var end = clock.instant().plusSeconds(flags.number("timeout"));
        var between = FIRST_BETWEEN;
        for (var left = left(clock.instant(), end); !left.isZero(); left = left(clock.instant(), end)) {
            if (serves(flags, base, shorter(left, LONGEST_REQUEST), surroundings, log)) {
                return true;
            }
            surroundings.pause().take(shorter(between, left(clock.instant(), end)));
            between = shorter(between.multipliedBy(2), BETWEEN);
        }
        return false;
    }

    private static boolean serves(Flags flags, String base, Duration timeout, Surroundings surroundings, CommandLog log)
            throws InterruptedException {
        var access = new BrokerAccess(
                base,
                flags.text("brokerUsername"),
                flags.text("brokerPassword"),
                Optional.empty(),
                false,
                Optional.of(timeout));
        try (var broker = new BrokerClient(access, surroundings.pause())) {
            var answer = broker.getOnce("/v2/catalog");
            if (answer.status() != 200) {
                log.line("expected status 200, was " + answer.status() + ", from " + base + "/v2/catalog");
            }
            return answer.status() == 200;
        } catch (Unreachable e) {
            log.line("error performing request: " + e.reason());
            return false;
        }
    }

    private static Duration left(Instant now, Instant end) {
        return now.isBefore(end) ? Duration.between(now, end) : Duration.ZERO;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}

package io.chandler.ondemand.commands;

import io.chandler.ondemand.commands.BrokerClient.Unreachable;
import java.time.Duration;
import java.util.Optional;

/** {@code collect-service-metrics}: prints the broker's metrics; the code 10 says that there are none yet. */
final class CollectServiceMetrics implements Errand {

    private static final int NOT_READY = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Override
    public Flags flags() {
        return new Flags("collect-service-metrics")
                .text("brokerUsername", "username for the broker")
                .text("brokerPassword", "password for the broker")
                .text("brokerUrl", "url of the broker")
                .text("brokerCACert", "certificate of the broker's authority, in PEM")
                .onOff("disableTLSCertificateVerification", "disable TLS certificate verification of the broker");
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) throws InterruptedException {
        var access = new BrokerAccess(
                flags.text("brokerUrl"),
                flags.text("brokerUsername"),
                flags.text("brokerPassword"),
                Optional.of(flags.text("brokerCACert")),
                !flags.on("disableTLSCertificateVerification"),
                Optional.of(TIMEOUT));
        var out = surroundings.out();
        try (var broker = new BrokerClient(access, surroundings.pause())) {
            var answer = broker.getOnce("/mgmt/metrics");
            return switch (answer.status()) {
                case 500 -> print(surroundings, "[]");
                case 503 -> NOT_READY;
                default -> print(surroundings, answer.body());
            };
        } catch (Unreachable e) {
            out.print("error collecting metrics: " + e.reason());
        } catch (Failure e) {
            out.print("error collecting metrics: " + e.line());
        }
        out.flush();
        return 1;
    }

    private static int print(Surroundings surroundings, String text) {
        surroundings.out().print(text);
        surroundings.out().flush();
        return 0;
    }
}

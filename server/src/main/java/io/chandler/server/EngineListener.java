package io.chandler.server;

import io.chandler.broker.BrokerListener;
import io.chandler.server.internal.log.Fields;
import io.chandler.server.internal.metrics.Metrics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Writes what happens to operations to log and metrics. */
final class EngineListener implements BrokerListener {

    private static final Logger LOG = System.getLogger("io.chandler.operations");

    private final Metrics metrics;

    EngineListener(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void attemptFailed(
            Subject subject, int attempt, String supportId, Throwable cause, Optional<Duration> again) {
        metrics.attemptFailed(subject);
        var fields = fields(subject).add("attempt", attempt).add("support", supportId);
        again.ifPresent(pause -> fields.add("again_in_milliseconds", pause.toMillis()));
        var level = again.isPresent() ? Level.WARNING : Level.ERROR;
        var sentence = again.isPresent()
                ? "An attempt of an operation failed and will be repeated."
                : "An attempt of an operation failed, for good.";
        LOG.log(level, sentence, fields.cause(Optional.of(cause)));
    }

    @Override
    public void ended(Subject subject, Outcome outcome, int attempts, Duration took) {
        metrics.ended(subject, outcome, took);
        var level = outcome == Outcome.SUCCEEDED ? Level.DEBUG : Level.INFO;
        if (LOG.isLoggable(level)) {
            var fields = fields(subject)
                    .add("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .add("attempts", attempts)
                    .add("milliseconds", took.toMillis());
            LOG.log(level, "An operation ended.", fields);
        }
    }

    @Override
    public void trouble(String message, Throwable cause) {
        LOG.log(Level.ERROR, message, cause);
    }

    @Override
    public void keysRotated() {
        LOG.log(
                Level.INFO,
                "All stored values are sealed with the first encryption key; the others can be removed from the keys.");
    }

    private static Fields fields(Subject subject) {
        return new Fields()
                .add("operation", subject.operation().label())
                .add("operation_id", subject.operationId())
                .add("platform", subject.platform())
                .add("offering", subject.offering())
                .add("plan", subject.plan())
                .add("instance", subject.instanceId())
                .add("binding", subject.bindingId())
                .add("request", subject.requestIdentity());
    }
}

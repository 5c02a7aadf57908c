package io.chandler.cli.ondemand;

import io.chandler.osb.Call;
import io.chandler.osb.EndpointListener;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Tells the operator what is behind a support id: the kinds of the exceptions and where they came from. Their messages are
 * left out, for they may hold secrets. Thread-safe.
 */
final class SupportLog implements EndpointListener {

    private static final int FRAMES = 8;

    private final ServerLog log;

    SupportLog(ServerLog log) {
        this.log = log;
    }

    @Override
    public void answered(Call call) {
        call.cause()
                .ifPresent(cause ->
                        log.line("error: support id " + call.supportId().orElse("none") + ": " + text(cause)));
    }

    private static String text(Throwable cause) {
        var frames = Arrays.stream(cause.getStackTrace())
                .limit(FRAMES)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        var text = cause.getClass().getName() + " at " + frames;
        var deeper = cause.getCause();
        return deeper == null || deeper.equals(cause) ? text : text + "; caused by " + text(deeper);
    }
}

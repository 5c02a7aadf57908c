package io.chandler.ondemand.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs an adapter in Java on a thread of its own for each call. Thread-safe. */
final class AdapterThread implements Program {

    private final JavaAdapter adapter;
    private final Duration limit;
    private final Set<FutureTask<Run>> running = ConcurrentHashMap.newKeySet();

    AdapterThread(JavaAdapter adapter, Duration limit) {
        this.adapter = adapter;
        this.limit = limit;
    }

    @Override
    public Run run(List<String> arguments, String input, SecretTexts secrets) {
        var call = new FutureTask<>(() -> call(arguments, input));
        running.add(call);
        Thread.ofVirtual().name("adapter").start(call);
        try {
            return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            var cause = e.getCause();
            if (cause instanceof AdapterException tooLong) {
                throw tooLong;
            }
            throw AdapterException.unusable(
                    "the service adapter " + name() + " failed with "
                            + (cause == null ? e : cause).getClass().getName(),
                    cause);
        } catch (TimeoutException e) {
            throw AdapterException.unusable(
                    "the service adapter " + name() + " was interrupted after " + limit.toSeconds()
                            + " seconds (service_adapter.timeout_seconds)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AdapterException.unusable("the service adapter " + name() + ": its call was cancelled", e);
        } catch (CancellationException e) {
            throw AdapterException.unusable("the service adapter " + name() + " was ended with the broker", e);
        } finally {
            running.remove(call);
            call.cancel(true);
        }
    }

    private Run call(List<String> arguments, String input) {
        var output = new Beginning(AdapterProcess.MAXIMUM_OUTPUT, () -> {
            throw AdapterException.tooLong(name());
        });
        var error = new Beginning(AdapterProcess.MAXIMUM_ERROR, () -> {});
        try (var out = new PrintStream(output, true, UTF_8);
                var err = new PrintStream(error, true, UTF_8)) {
            int code = adapter.run(arguments, new ByteArrayInputStream(input.getBytes(UTF_8)), out, err);
            out.flush();
            err.flush();
            if (output.cut()) {
                throw AdapterException.tooLong(name());
            }
            return new Run(code, output.text(), error.text());
        }
    }

    private String name() {
        return adapter.getClass().getName();
    }

    @Override
    public void close() {
        running.forEach(call -> call.cancel(true));
    }
}

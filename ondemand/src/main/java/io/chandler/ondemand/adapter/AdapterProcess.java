package io.chandler.ondemand.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs an executable with the environment of this process. It is ended with all its descendants when its time is over,
 * when it writes too much, when its caller is interrupted and when this object is closed. Thread-safe.
 */
final class AdapterProcess implements Program {

    static final int MAXIMUM_OUTPUT = 16 << 20;
    static final int MAXIMUM_ERROR = 1 << 20;

    /** How long streams may stay open after the process, for a descendant that holds them. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final String path;
    private final Duration limit;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    AdapterProcess(String path, Duration limit) {
        this.path = path;
        this.limit = limit;
    }

    @Override
    public Run run(List<String> arguments, String input, SecretTexts secrets) {
        var command = new ArrayList<String>();
        command.add(path);
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw AdapterException.unusable("the service adapter at " + path + " cannot be started: " + reason(e), e);
        }
        running.add(process);
        try {
            if (closed.get()) {
                throw AdapterException.unusable("the broker is ending; the service adapter was not run", null);
            }
            return follow(process, input, secrets);
        } finally {
            end(process);
            running.remove(process);
        }
    }

    private Run follow(Process process, String input, SecretTexts secrets) {
        var output = new Drain(process.getInputStream(), new Beginning(MAXIMUM_OUTPUT, () -> end(process)));
        var error = new Drain(process.getErrorStream(), new Beginning(MAXIMUM_ERROR, () -> {}));
        var writer = Thread.ofVirtual().name("adapter-stdin").start(() -> write(process, input));
        try {
            if (!process.waitFor(limit)) {
                throw AdapterException.unusable(
                        "the service adapter at " + path + " was ended after " + limit.toSeconds()
                                + " seconds (service_adapter.timeout_seconds); stderr: '"
                                + secrets.hide(error.kept.text()) + "'",
                        null);
            }
            output.join(LINGER);
            error.join(LINGER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AdapterException.unusable("the service adapter at " + path + " was ended: its call was cancelled", e);
        } finally {
            writer.interrupt();
        }
        if (output.kept.cut()) {
            throw AdapterException.tooLong("at " + path);
        }
        if (closed.get()) {
            throw AdapterException.unusable("the service adapter at " + path + " was ended with the broker", null);
        }
        return new Run(process.exitValue(), output.kept.text(), error.kept.text());
    }

    private static void write(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        } catch (IOException _) {
            // An adapter need not read its input.
        }
    }

    /** Ends a process and everything that it started. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        var tree = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        tree.addAll(process.descendants().toList());
        tree.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all runs. */
    @Override
    public void close() {
        closed.set(true);
        running.forEach(AdapterProcess::end);
    }

    private static String reason(IOException e) {
        var message = String.valueOf(e.getMessage());
        int detail = message.lastIndexOf("error=");
        return detail < 0 ? message : message.substring(detail);
    }

    /** Reads a stream to its end, and keeps its beginning. */
    private static final class Drain {
        private final Beginning kept;
        private final Thread reader;

        Drain(InputStream stream, Beginning kept) {
            this.kept = kept;
            reader = Thread.ofVirtual().name("adapter-output").start(() -> read(stream));
        }

        private void read(InputStream stream) {
            try (stream) {
                stream.transferTo(kept);
            } catch (IOException _) {
                // Closed because nobody waits any more.
            }
        }

        void join(Duration patience) throws InterruptedException {
            reader.join(patience);
        }
    }
}

package io.chandler.examples.postgres.demo;

import io.chandler.cli.Main;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The broker as a process of its own, run by the same Java as this one. */
final class BrokerProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(25);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int OK = 200;
    private static final int LINES_OF_LOG = 10;

    private final Process process;
    private final Duration startedIn;

    private BrokerProcess(Process process, Duration startedIn) {
        this.process = process;
        this.startedIn = startedIn;
    }

    /**
     * Starts the broker and waits until it is ready.
     *
     * @throws Unexpected if it ends or does not get ready, with the end of its log
     */
    static BrokerProcess start(DemoFolder folder, URI address) throws IOException, InterruptedException, Unexpected {
        var begin = System.nanoTime();
        var builder = new ProcessBuilder(command(folder.configuration()));
        builder.environment().keySet().removeIf(name -> name.startsWith("CHANDLER_"));
        builder.redirectInput(new File("/dev/null"));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        var process = builder.start();
        try {
            awaitReady(folder, process, address);
            return new BrokerProcess(process, Duration.ofNanos(System.nanoTime() - begin));
        } catch (IOException | InterruptedException | Unexpected e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The same Java, the same options, the same class path. */
    private static List<String> command(Path configuration) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments(configuration));
        return command;
    }

    private static void awaitReady(DemoFolder folder, Process process, URI address)
            throws IOException, InterruptedException, Unexpected {
        var end = System.nanoTime() + PATIENCE.toNanos();
        try (var client = HttpClient.newHttpClient()) {
            while (!isReady(client, address)) {
                if (!process.isAlive()) {
                    throw new Unexpected("the broker to start", "it ended; the end of its log:\n" + endOfLog(folder));
                }
                if (System.nanoTime() > end) {
                    throw new Unexpected(
                            "the broker to be ready within " + PATIENCE.toSeconds() + " s",
                            "it was not; the end of its log:\n" + endOfLog(folder));
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private static boolean isReady(HttpClient client, URI address) throws InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve("/ready"))
                .timeout(PATIENCE)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the broker of a demo that was ended so hard that it could not do so itself. */
    static void endLeftOver(DemoFolder folder) throws InterruptedException {
        for (var left : ProcessHandle.allProcesses()
                .filter(process -> isBroker(process, folder))
                .toList()) {
            left.destroyForcibly();
            while (left.isAlive()) {
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Whether the process was started as the broker of the folder. */
    private static boolean isBroker(ProcessHandle process, DemoFolder folder) {
        try {
            var line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return Collections.indexOfSubList(List.of(line.split("\0", -1)), arguments(folder.configuration())) >= 0;
        } catch (IOException e) {
            // It has ended, or is none of this user's.
            return false;
        }
    }

    private static List<String> arguments(Path configuration) {
        return List.of("serve", "--config", configuration.toString());
    }

    private static String endOfLog(DemoFolder folder) throws IOException {
        var lines = Files.readAllLines(folder.log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    }

    long number() {
        return process.pid();
    }

    Duration startedIn() {
        return startedIn;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Asks the process to end, and ends it if it does not. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** Waits until the process ends. */
    int await() throws InterruptedException {
        return process.waitFor();
    }
}

package io.chandler.acceptance.ondemand;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A process of one of the executables in {@code bin}, as the installation holds it once the build has packaged it. While
 * there are only classes, the process has the same main class, options and arguments.
 */
final class Executable implements AutoCloseable {

    private static final long END_LIMIT_SECONDS = 300;
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final Process process;
    private final Path output;

    private Executable(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Executable launch(Path logs, String name, String... flags) throws IOException {
        var command = new ArrayList<String>();
        if (packaged()) {
            command.add(ROOT.resolve("bin").resolve(name).toString());
        } else {
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    CLASS_PATH,
                    "io.chandler.cli.ondemand.Executable",
                    name));
        }
        command.addAll(List.of(flags));
        return start(logs, name, new ProcessBuilder(command));
    }

    /**
     * Runs commands of a page in a shell, in a folder that is home as well, where {@code chandler} is the installation's
     * command.
     */
    static Executable shell(Path folder, String commands) throws IOException {
        var logs = Files.createDirectories(folder.resolve(".logs"));
        var bin = Files.createDirectories(folder.resolve(".bin"));
        var java = Path.of(System.getProperty("java.home"));
        var command = Files.writeString(bin.resolve("chandler"), """
                #!/bin/sh
                exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \\
                  ${CHANDLER_JAVA_OPTS:-} -cp '%s' io.chandler.cli.Main "$@"
                """.formatted(
                java.resolve("bin/java"), packaged() ? ROOT.resolve("dist/target/chandler/lib") + "/*" : CLASS_PATH));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        var builder = new ProcessBuilder("/bin/sh", "-e", "-c", commands).directory(folder.toFile());
        builder.environment().putAll(Map.of("HOME", folder.toString(), "JAVA_HOME", java.toString()));
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + File.pathSeparator + path);
        List.of("XDG_CONFIG_HOME", "XDG_STATE_HOME").forEach(builder.environment()::remove);
        return start(logs, "shell", builder);
    }

    private static Executable start(Path logs, String name, ProcessBuilder builder) throws IOException {
        long number;
        try (var files = Files.list(logs)) {
            number = 1 + files.count();
        }
        var output = logs.resolve("%03d-%s".formatted(number, name));
        var process = builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        return new Executable(process, output);
    }

    private static boolean packaged() {
        return List.of(CLASS_PATH.split(File.pathSeparator, -1)).stream()
                .map(entry -> Path.of(entry).getFileName().toString())
                .anyMatch(name -> name.startsWith("chandler-ondemand-") && name.endsWith(".jar"));
    }

    /** All that the process has printed. */
    String printed() {
        try {
            return new String(Files.readAllBytes(output), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the process has printed a line that ends so. */
    void awaitLine(String end) {
        awaitLine(Pattern.compile(".*" + Pattern.quote(end)));
    }

    /** Waits until the process has printed such a line. */
    void awaitLine(Pattern whole) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .failFast(() -> assertThat(process.isAlive())
                        .as("the process runs:\n%s", printed())
                        .isTrue())
                .until(() ->
                        printed().lines().anyMatch(line -> whole.matcher(line).matches()));
    }

    /** Ends the process at once, without a word: {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(END_LIMIT_SECONDS, SECONDS)).isTrue();
    }

    /** Asks the process to end, and gives its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /** Waits for the end of the process, and gives its exit code. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(END_LIMIT_SECONDS, SECONDS))
                .as("%s ends in time", output.getFileName())
                .isTrue();
        return process.exitValue();
    }

    /** Memory that the process has in use, in MiB. */
    long residentMebibytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}

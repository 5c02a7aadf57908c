package io.chandler.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.adapter.AdapterCall;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The adapter as it is installed: its launcher, and its jars in {@code lib} beside it. */
record Installation(Path folder) {

    /** What a process printed, and its exit code. */
    record Outcome(int exitCode, String stdout, String stderr) {}

    static Installation in(Path folder) throws IOException {
        var lib = Files.createDirectories(folder.resolve("lib"));
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            var path = Path.of(entry);
            if (Files.isDirectory(path) && path.endsWith("target/classes")) {
                jar(path, lib.resolve(path.getParent().getParent().getFileName() + ".jar"));
            } else if (entry.contains("snakeyaml-engine") || entry.contains("chandler-adapter")) {
                Files.copy(path, lib.resolve(path.getFileName()));
            }
        }
        for (var script : List.of(Path.of("redis-adapter"), Path.of("../../dev/find-jdk"))) {
            var copy = folder.resolve(script.getFileName());
            Files.copy(script, copy);
            assertThat(copy.toFile().setExecutable(true)).isTrue();
        }
        return new Installation(folder);
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    /** Calls the adapter with standard input, as the broker does, without an environment. */
    Outcome call(AdapterCall call) throws Exception {
        return run(call.arguments(), call.standardInput(), Map.of());
    }

    /** Calls the adapter with arguments, as the broker does without {@code use_stdin}. */
    Outcome callWithArguments(AdapterCall call) throws Exception {
        return run(call.positionalArguments(), "", Map.of());
    }

    Outcome run(List<String> arguments, String stdin, Map<String, String> environment) throws Exception {
        var command = new ArrayList<String>();
        command.add(folder.resolve("redis-adapter").toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            var stdout = read(process.getInputStream());
            var stderr = read(process.getErrorStream());
            try (var in = process.getOutputStream()) {
                in.write(stdin.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // an adapter may end without having read its input
                assertThat(e).hasMessageContaining("ipe");
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Outcome(process.exitValue(), stdout.get(), stderr.get());
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

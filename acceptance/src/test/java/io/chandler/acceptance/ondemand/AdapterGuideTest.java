package io.chandler.acceptance.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the adapter author's guide says, done word for word: from the adapter's class to a bound instance. */
class AdapterGuideTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private String guide;

    @BeforeEach
    void read() throws IOException {
        guide = Files.readString(ROOT.resolve("docs/adapter-authors-guide.md"));
    }

    @Test
    void anAdapterRunsOnTheSimulator() throws Exception {
        var build = blocks("## From an empty folder");
        var launcher = build.stream()
                .map(Block::text)
                .filter(text -> text.startsWith("#!/bin/sh\n"))
                .findFirst()
                .orElseThrow();
        install(only(build, "java"), launcher, build.getLast().text());

        int port = freePort();
        var run = blocks("## Run it on the simulator");
        Files.writeString(folder.resolve("service.yml"), only(run, "yaml").replace("port: 8080", "port: " + port));
        var terminals = run.stream()
                .filter(block -> block.language().equals("sh"))
                .map(Block::text)
                .toList();
        assertThat(terminals).hasSize(3);
        assertThat(terminals.get(2)).contains("http://127.0.0.1:8080 ");
        try (var director = Executable.shell(folder, terminals.get(0))) {
            director.awaitLine(Pattern.compile("try: .*"));
            try (var broker = Executable.shell(folder, terminals.get(1))) {
                broker.awaitLine("Listening on :" + port);
                try (var platform = Executable.shell(folder, terminals.get(2).replace("8080", String.valueOf(port)))) {
                    assertThat(platform.awaitEnd())
                            .as(() -> platform.printed() + broker.printed())
                            .isZero();
                    assertThat(platform.printed()).contains("hosts", "11211");
                }
                assertThat(broker.printed())
                        .contains(
                                "service adapter ran generate-manifest successfully",
                                "service adapter ran create-binding successfully",
                                "service adapter ran delete-binding successfully");
            }
        }
        assertThat(folder.resolve("director/deployments")).isEmptyDirectory();
    }

    private record Block(String language, String text) {}

    /** The blocks of a section, in their order. */
    private List<Block> blocks(String heading) {
        var section = guide.substring(guide.indexOf(heading + "\n"));
        int next = section.indexOf("\n## ", heading.length());
        return BLOCK.matcher(section.substring(0, next))
                .results()
                .map(AdapterGuideTest::block)
                .toList();
    }

    private static Block block(MatchResult match) {
        return new Block(match.group(1), match.group(2));
    }

    private static String only(List<Block> blocks, String language) {
        var texts = blocks.stream()
                .filter(block -> block.language().equals(language))
                .map(Block::text)
                .toList();
        assertThat(texts).hasSize(1);
        return texts.getFirst();
    }

    /** As the guide's build does, without Maven: the jars in {@code target/lib}, the launcher beside it; and calls it. */
    private void install(String java, String launcher, String call) throws Exception {
        var source = Files.writeString(folder.resolve("MemcachedAdapter.java"), "package com.example;\n" + java);
        var classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                classes.toString(),
                                source.toString()))
                .isZero();
        var lib = Files.createDirectories(folder.resolve("target/lib"));
        pack(classes, lib.resolve("memcached-adapter.jar"));
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            var path = Path.of(entry);
            if (entry.contains("snakeyaml-engine")
                    || path.getFileName().toString().startsWith("chandler-adapter-")) {
                Files.copy(path, lib.resolve(path.getFileName()));
            } else if (path.endsWith("adapter/target/classes")) {
                pack(path, lib.resolve("chandler-adapter.jar"));
            }
        }
        var adapter = Files.writeString(folder.resolve("memcached-adapter"), launcher);
        Files.setPosixFilePermissions(adapter, PosixFilePermissions.fromString("rwxr-xr-x"));

        var words = call.substring(call.indexOf("./memcached-adapter"));
        try (var called = Executable.shell(folder, words)) {
            assertThat(called.awaitEnd()).as(called::printed).isZero();
            assertThat(called.printed()).contains("name: service-instance_1\n", "megabytes: 512\n");
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package io.chandler.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.chandler.cli.CommandFailure;
import io.chandler.osb.Json;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** An image of a small program: made twice, unpacked with tar, run behind its own root. */
class ImageTest {

    private static final String PROGRAM = """
            package hello;
            public final class Hello {
                public static void main(String[] arguments) throws Exception {
                    System.out.println("hello " + String.join(" ", arguments) + " of " + System.getProperty("user.name")
                        + ", " + java.nio.file.Files.exists(java.nio.file.Path.of("/usr")) + ", "
                        + java.net.InetAddress.getByName("127.0.0.1").isLoopbackAddress());
                }
            }
            """;

    @TempDir
    static Path folder;

    private static final Map<String, byte[]> MADE = new HashMap<>();
    private static String output = "";

    @BeforeAll
    static void make() throws Exception {
        var source = Files.writeString(folder.resolve("Hello.java"), PROGRAM);
        var classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString()))
                .isZero();
        var lib = Files.createDirectory(folder.resolve("lib"));
        for (var element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (element.contains("sqlite-jdbc-") || element.contains("jspecify-")) {
                Files.copy(Path.of(element), lib.resolve(Path.of(element).getFileName()));
            }
        }
        for (var name : List.of("one.tar", "two.tar")) {
            output = run(hello(folder.resolve(name), "--without-cache"));
            MADE.put(name, Files.readAllBytes(folder.resolve(name)));
        }
        tar("xf", folder.resolve("one.tar"), folder.resolve("archive"));
        for (var layer : json("archive/manifest.json").get(0).get("Layers")) {
            tar("xzf", folder.resolve("archive").resolve(layer.stringValue()), folder.resolve("root"));
        }
    }

    /** What makes an image of the program. */
    private static String[] hello(Path output, String... more) {
        var arguments = new ArrayList<>(List.of(
                "--lib",
                folder.resolve("lib").toString(),
                "--classes",
                folder.resolve("classes").toString(),
                "--main",
                "hello.Hello",
                "--name",
                "hello:1.0",
                "--output",
                output.toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        var line = new CommandLine(new ImageCommand()).setOut(new PrintWriter(out, true));
        line.setExecutionExceptionHandler((e, _, _) -> {
            throw e;
        });
        int exitCode = line.execute(arguments);
        assertThat(exitCode).as(out.toString()).isZero();
        return out.toString();
    }

    private static void tar(String how, Path archive, Path target) throws IOException, InterruptedException {
        Files.createDirectories(target);
        Tool.output(List.of("tar", how, archive.toString(), "-C", target.toString(), "--no-same-owner"));
    }

    private static JsonNode json(String name) throws IOException {
        return Json.mapper().readTree(Files.readAllBytes(folder.resolve(name)));
    }

    @Test
    void theSameFilesMakeTheSameImage() {
        assertThat(MADE.get("one.tar")).isEqualTo(MADE.get("two.tar"));
    }

    @Test
    void bothFormatsNameTheSameBlobsByTheirDigests() throws IOException {
        var archive = folder.resolve("archive");
        try (var blobs = Files.list(archive.resolve("blobs/sha256"))) {
            assertThat(blobs.toList())
                    .isNotEmpty()
                    .allSatisfy(blob -> assertThat(ImageArchive.digest(Files.readAllBytes(blob)))
                            .isEqualTo(blob.getFileName().toString()));
        }
        assertThat(json("archive/oci-layout").get("imageLayoutVersion").stringValue())
                .isEqualTo("1.0.0");
        var described = json("archive/index.json").at("/manifests/0");
        assertThat(described
                        .at("/annotations/org.opencontainers.image.ref.name")
                        .stringValue())
                .isEqualTo("hello:1.0");
        assertThat(output).contains("hello:1.0@" + described.get("digest").stringValue());
        var manifest = json("archive/" + path(described));
        var docker = json("archive/manifest.json").get(0);
        assertThat(docker.get("RepoTags").get(0).stringValue()).isEqualTo("hello:1.0");
        assertThat(docker.get("Config").stringValue()).isEqualTo(path(manifest.get("config")));
        assertThat(each(docker.get("Layers")).map(JsonNode::stringValue).toList())
                .isEqualTo(each(manifest.get("layers")).map(ImageTest::path).toList());
        assertThat(each(manifest.get("layers")))
                .allSatisfy(layer -> assertThat(Files.size(archive.resolve(path(layer))))
                        .isEqualTo(layer.get("size").longValue()));

        var configuration = json("archive/" + path(manifest.get("config")));
        assertThat(configuration.at("/config/User").stringValue()).isEqualTo("1000");
        assertThat(configuration.at("/config/Entrypoint/0").stringValue()).isEqualTo("/opt/chandler/bin/hello");
        assertThat(configuration.at("/config/ExposedPorts").propertyNames()).containsExactly("8080/tcp");
        assertThat(configuration
                        .at("/config/Labels/org.opencontainers.image.version")
                        .stringValue())
                .isEqualTo("1.0");
        assertThat(configuration.at("/rootfs/diff_ids")).hasSameSizeAs(manifest.get("layers"));
    }

    private static String path(JsonNode descriptor) {
        return "blobs/" + descriptor.get("digest").stringValue().replace(':', '/');
    }

    private static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Test
    void ofSqliteOnlyTheLibraryOfThisMachineIsInIt() throws IOException {
        var home = folder.resolve("root/opt/chandler");
        assertThat(home.resolve("native/libsqlitejdbc.so")).isNotEmptyFile();
        try (var jars = Files.list(home.resolve("lib"))) {
            var sqlite = jars.filter(jar -> jar.toString().contains("sqlite"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.size(sqlite)).isLessThan(2_000_000);
            try (var zip = new ZipFile(sqlite.toFile())) {
                assertThat(zip.stream().map(ZipEntry::getName)).noneMatch(name -> name.endsWith(".so"));
            }
        }
        assertThat(home.resolve("options")).content().contains("-Dorg.sqlite.lib.path=/opt/chandler/native");
    }

    /** In a name space of its own, in which this process is root, as far as the machine lets anybody. */
    @Test
    void theProgramRunsBehindItsOwnRoot() throws Exception {
        var root = folder.resolve("root");
        var script = "mount --bind \"$0\" \"$0\" && mount -t proc proc \"$0/proc\" && mount -o remount,bind,ro \"$0\""
                + " && ! touch \"$0/tmp/x\" 2>/dev/null && exec \"$(command -v chroot || echo /usr/sbin/chroot)\" \"$0\" /opt/chandler/bin/hello you";
        var result = Tool.run(
                List.of(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "--pid",
                        "--fork",
                        "sh",
                        "-c",
                        script,
                        root.toString()),
                Map.of("LC_ALL", "C"));
        assumeFalse(
                result.output().contains("unshare: ") || result.output().contains("mount: "),
                () -> "this machine gives no name spaces: the image was not run: " + result.output());
        assertThat(result).isEqualTo(new Tool.Result(0, "hello you of root, false, true\n"));
    }

    @Test
    void aStartUpCacheThatCannotBeMadeIsTold() throws IOException {
        var output = folder.resolve("untrained.tar");
        var command = new ImageCommand();
        new CommandLine(command).parseArgs(hello(output));
        assertThatThrownBy(command::call)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("The start-up cache could not be made: io.chandler.server.Training ended with 1")
                .hasMessageContaining("--without-cache makes the image without one");
        assertThat(output).doesNotExist();
        assertThat(workFolders(folder)).isEmpty();
    }

    @Test
    void aBuildThatIsEndedLeavesNothingBehind() throws Exception {
        var place = Files.createDirectory(folder.resolve("ended"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.chandler.cli.Main",
                "image"));
        command.addAll(List.of(hello(place.resolve("ended.tar"), "--without-cache")));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("ended.out").toFile())
                .start();
        try {
            // While another program, jlink, writes the runtime.
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> workFolders(place).stream()
                            .anyMatch(work -> Files.exists(work.resolve("root/opt/chandler/jre"))));
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isNotZero();
        assertThat(place).isEmptyDirectory();
    }

    private static List<Path> workFolders(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".chandler-image-"))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Hello World, hello:1, --main must be",
        "hello.Hello, hello, --name must be",
        "hello.Hello, Hello:1, --name must be",
        "hello.Hello, hello:, --name must be",
    })
    void aWrongWordIsRefused(String main, String name, String sentence) {
        var command = new ImageCommand();
        new CommandLine(command)
                .parseArgs("--lib", folder.toString(), "--main", main, "--name", name, "--output", "never.tar");
        assertThatThrownBy(command::call).isInstanceOf(CommandFailure.class).hasMessageContaining(sentence);
    }

    @Test
    void aFolderWithoutJarsIsRefused() {
        var command = new ImageCommand();
        new CommandLine(command)
                .parseArgs(
                        "--lib",
                        folder.resolve("none").toString(),
                        "--main",
                        "a.B",
                        "--name",
                        "b:1",
                        "--output",
                        "never.tar");
        assertThatThrownBy(command::call).isInstanceOf(CommandFailure.class).hasMessageContaining("no folder of jars");
        assertThat(Path.of("never.tar")).doesNotExist();
    }

    @Test
    void longPathsAreCutAtASlash() throws Exception {
        var bytes = new ByteArrayOutputStream();
        var name = "a".repeat(80) + "/" + "b".repeat(80);
        try (var tar = new Tar(bytes)) {
            tar.file(name, Tar.Attributes.FILE, "content".getBytes(StandardCharsets.UTF_8));
        }
        var archive = Files.write(folder.resolve("long.tar"), bytes.toByteArray());
        tar("xf", archive, folder.resolve("long"));
        assertThat(folder.resolve("long").resolve(name)).hasContent("content");
        try (var tar = new Tar(OutputStream.nullOutputStream())) {
            assertThatThrownBy(() -> tar.file("c".repeat(101), Tar.Attributes.FILE, new byte[0]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("too long");
            assertThatThrownBy(() -> tar.file("d", Tar.Attributes.FILE, 3, out -> out.write(1)))
                    .hasMessageContaining("changed");
        }
    }
}

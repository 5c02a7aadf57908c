package io.chandler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher on machines with several versions of Java, or none that will do. The copy of {@code dev/find-jdk} that it
 * calls wants Java 99, so that no JDK of this machine will do.
 */
class LauncherTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** What the scripts call; {@code java} is not among it. */
    private static final List<String> TOOLS = List.of(
            "cat", "cksum", "dirname", "find", "grep", "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "tr", "uname");

    @TempDir
    Path folder;

    private Path installation;
    private Path tools;
    private Path home;

    /** A launcher whose jars are there, so that there is nothing to build. */
    @BeforeEach
    void install() throws IOException {
        installation = Files.createDirectories(folder.resolve("installation"));
        Files.createDirectories(installation.resolve("dist/target/chandler/lib"));
        Files.createFile(installation.resolve("dist/target/chandler/lib/chandler.jar"));
        Files.createDirectories(installation.resolve("dev"));
        Files.copy(ROOT.resolve("chandler"), installation.resolve("chandler"), StandardCopyOption.COPY_ATTRIBUTES);
        var finder = Files.readString(ROOT.resolve("dev/find-jdk"));
        assertThat(finder).contains("\nleast=25\n");
        script(installation.resolve("dev/find-jdk"), finder.replace("\nleast=25\n", "\nleast=99\n"));
        home = Files.createDirectories(folder.resolve("home"));
        tools = Files.createDirectories(folder.resolve("tools"));
        for (var tool : TOOLS) {
            script(tools.resolve(tool), "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
        }
    }

    private static Path find(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(each -> Path.of(each, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("this machine has no " + tool));
    }

    private static Path script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A JDK that says its version and how it was called. */
    private static Path jdk(Path place, int version) throws IOException {
        for (var command : List.of("java", "javac")) {
            script(
                    place.resolve("bin").resolve(command),
                    "#!/bin/sh\n[ \"$*\" != -version ] || { echo \"javac " + version + ".0.1\"; exit; }\necho \""
                            + command + " " + version + ": $*\"\n");
        }
        Files.writeString(place.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        return place;
    }

    private record End(int code, String out, String err) {}

    private End run(Path command, List<Path> before, String javaHome) throws IOException, InterruptedException {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var builder = new ProcessBuilder(command.toString(), "--version")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CHANDLER_") || name.startsWith("JAVA"));
        environment.put("HOME", home.toString());
        var path = new StringBuilder();
        before.forEach(each -> path.append(each).append(File.pathSeparator));
        environment.put("PATH", path.append(tools).toString());
        if (!javaHome.isEmpty()) {
            environment.put("JAVA_HOME", javaHome);
        }
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new End(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private End launch(List<Path> before, String javaHome) throws IOException, InterruptedException {
        return run(installation.resolve("chandler"), before, javaHome);
    }

    private static void assertRunsWith99(End end) {
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(end.out())
                .startsWith("java 99: ")
                .contains("chandler.jar")
                .endsWith(" io.chandler.cli.Main --version\n")
                .doesNotContain("java 21");
        assertThat(end.err()).isEmpty();
    }

    private static void assertSaysWhatIsNeeded(End end) {
        assertThat(end.code()).isEqualTo(1);
        assertThat(end.out()).isEmpty();
        assertThat(end.err())
                .startsWith("Chandler needs a JDK 99 or later, and none was found in JAVA_HOME, on the PATH")
                .contains("apt-get install openjdk-99-jdk-headless", "brew install", "JAVA_HOME")
                .doesNotContain("building", "not found", "No such file");
    }

    @Test
    void anOlderJavaThatIsFirstOnThePathIsPassedOver() throws Exception {
        var old = jdk(folder.resolve("old"), 21);
        jdk(home.resolve(".jdks/new"), 99);

        assertRunsWith99(launch(List.of(old.resolve("bin")), ""));
        assertRunsWith99(launch(List.of(old.resolve("bin")), old.toString()));
    }

    @Test
    void theJavaOfThePathOrOfJavaHomeIsTakenWhereItIsNewEnough() throws Exception {
        var fresh = jdk(folder.resolve("fresh"), 99);
        var link = Files.createDirectories(folder.resolve("links")).resolve("java");
        Files.createSymbolicLink(link, fresh.resolve("bin/java"));

        assertRunsWith99(launch(List.of(link.getParent()), ""));
        Files.delete(fresh.resolve("release"));
        assertRunsWith99(launch(List.of(), fresh.toString()));
    }

    @Test
    void whereEveryJavaIsTooOldItSaysWhatIsNeeded() throws Exception {
        var old = jdk(folder.resolve("old"), 21);
        jdk(home.resolve(".jdks/another"), 24);

        assertSaysWhatIsNeeded(launch(List.of(old.resolve("bin")), old.toString()));
    }

    @Test
    void aJavaThatCannotCompileWillNotDo() throws Exception {
        var runtime = jdk(folder.resolve("runtime"), 99);
        Files.delete(runtime.resolve("bin/javac"));

        assertSaysWhatIsNeeded(launch(List.of(runtime.resolve("bin")), ""));
    }

    @Test
    void whereThereIsNoJavaItSaysWhatIsNeeded() throws Exception {
        assertSaysWhatIsNeeded(launch(List.of(), ""));
        assertSaysWhatIsNeeded(launch(List.of(), folder.resolve("nowhere").toString()));
    }

    /** The script as it is, with the JDK that runs this test in one of the folders that it knows. */
    @Test
    void theRealFinderPassesOverAnOlderJavaToo() throws Exception {
        var old = jdk(folder.resolve("old"), 21);
        var mine = Path.of(System.getProperty("java.home"));
        script(home.resolve(".jdks/this/bin/javac"), "#!/bin/sh\nexec " + mine.resolve("bin/javac") + " \"$@\"\n");
        Files.copy(mine.resolve("release"), home.resolve(".jdks/this/release"));

        var end = run(ROOT.resolve("dev/find-jdk"), List.of(old.resolve("bin")), old.toString());

        assertThat(end.code()).as(end.err()).isZero();
        var found = Path.of(end.out().strip());
        assertThat(found).isNotEqualTo(old);
        assertThat(found.resolve("bin/javac")).isExecutable();
        assertThat(Files.readString(found.resolve("release"))).containsPattern("JAVA_VERSION=\"(2[5-9]|[3-9]\\d)");
    }
}

package io.chandler.cli.image;

import io.chandler.ondemand.commands.Errands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The commands of an image: scripts that start the runtime with the options of a file. */
final class Launchers {

    private static final String BROKER = "on-demand-service-broker";

    private Launchers() {}

    /** Writes the file of options: how the runtime is used, and the class path. */
    static void options(Path file, Path home, List<Path> jars, boolean sqlite, List<String> more) throws IOException {
        var text = new StringBuilder();
        for (var option : more) {
            text.append(option).append('\n');
        }
        text.append("""
                -XX:+UseSerialGC
                -XX:+UseCompactObjectHeaders
                -XX:TrimNativeHeapInterval=5000
                --enable-native-access=ALL-UNNAMED
                """);
        if (sqlite) {
            text.append("\"-Dorg.sqlite.lib.path=").append(home).append("/native\"\n");
            text.append("-Dorg.sqlite.lib.name=libsqlitejdbc.so\n");
        }
        text.append("-cp\n\"")
                .append(String.join(
                        ":",
                        jars.stream()
                                .map(jar -> home.resolve("lib").resolve(jar.getFileName()))
                                .map(Path::toString)
                                .toList()))
                .append("\"\n");
        Files.writeString(file, text);
    }

    /** Writes the command of a broker's class. */
    static void broker(Path file, String main) throws IOException {
        write(
                file,
                "80m",
                "-XX:NewRatio=1 -XX:SurvivorRatio=4"
                        + " -XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=1800"
                        + " -XX:Tier4CompileThreshold=45000",
                main);
    }

    /** Writes the executables of the on-demand broker; its errands end soon, so they are compiled quickly. */
    static void onDemand(Path folder) throws IOException {
        executable(folder, BROKER, "256m", "");
        for (var errand : Errands.names()) {
            executable(folder, errand, "128m", "-XX:TieredStopAtLevel=1");
        }
    }

    private static void executable(Path folder, String name, String heap, String options) throws IOException {
        write(folder.resolve(name), heap, options, "io.chandler.cli.ondemand.Executable " + name);
    }

    private static void write(Path file, String heap, String options, String main) throws IOException {
        Files.writeString(file, """
                #!/bin/sh
                exec /opt/chandler/jre/bin/java @/opt/chandler/options "-Xmx${CHANDLER_HEAP:-%s}" %s \\
                  ${CHANDLER_JAVA_OPTS:-} %s "$@"
                """.formatted(heap, options, main));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

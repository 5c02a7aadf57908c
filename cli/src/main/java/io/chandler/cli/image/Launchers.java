package io.chandler.cli.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The commands of an image: scripts that start the runtime with the options of a file. */
final class Launchers {

    /** The executables of the on-demand broker; its errands end soon, so they are compiled quickly. */
    private static final String BROKER = "on-demand-service-broker";

    static final List<String> ON_DEMAND = List.of(
            BROKER,
            "broker-post-start",
            "collect-service-metrics",
            "delete-all-service-instances",
            "delete-all-service-instances-and-deregister-broker",
            "deregister-broker",
            "orphan-deployments",
            "recreate-all-service-instances",
            "register-broker",
            "upgrade-all-service-instances");

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
                "-XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=1800 -XX:Tier4CompileThreshold=45000",
                main);
    }

    /** Writes the executables of the on-demand broker. */
    static void onDemand(Path folder) throws IOException {
        for (var name : ON_DEMAND) {
            boolean broker = name.equals(BROKER);
            write(
                    folder.resolve(name),
                    broker ? "256m" : "128m",
                    broker ? "" : "-XX:TieredStopAtLevel=1",
                    "io.chandler.cli.ondemand.Executable " + name);
        }
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

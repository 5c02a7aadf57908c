package io.chandler.store.sql;

import io.chandler.store.kit.CrashWriter;
import java.nio.file.Path;
import java.util.List;

/** A process that opens a store and writes to it until it is killed. */
final class StoreProcess {

    private StoreProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (var store = SqliteStore.open(Path.of(arguments[0]), SqliteSettings.defaults())) {
            CrashWriter.write(store, System.out);
        }
    }

    /** What starts it. */
    static List<String> command(Path file) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StoreProcess.class.getName(),
                file.toString());
    }
}

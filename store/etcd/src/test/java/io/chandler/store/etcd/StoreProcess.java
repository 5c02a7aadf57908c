package io.chandler.store.etcd;

import io.chandler.store.kit.CrashWriter;
import java.nio.file.Path;
import java.util.List;

/** A process that opens a store and writes to it until it is killed. */
final class StoreProcess {

    private StoreProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (var store = EtcdStore.open(EtcdSettings.parse(arguments[0], Path.of("")))) {
            CrashWriter.write(store, System.out);
        }
    }

    /** What starts it. */
    static List<String> command(String url) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StoreProcess.class.getName(),
                url);
    }
}

package io.chandler.bench.service;

import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A service that writes down what it does and waits, so that many operations can be interrupted in their middle. Each
 * provisioning appends the lines {@code first ID}, once its first step is kept {@code waits ID}, and at its end
 * {@code second ID} to the journal. In between it waits while the gate's file exists.
 */
final class Journalled implements Service {

    private final FileChannel journal;
    private final Path gate;

    Journalled(Path journal, Path gate) throws IOException {
        this.journal = FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.gate = gate;
    }

    @Override
    public void provision(Instance instance) throws InterruptedException, IOException {
        instance.step("first", () -> write("first", instance)).run();
        if (Files.exists(gate)) {
            write("waits", instance);
            while (Files.exists(gate)) {
                Thread.sleep(100);
            }
        }
        instance.step("second", () -> write("second", instance)).run();
    }

    @Override
    public void deprovision(Instance instance) {}

    private void write(String event, Instance instance) throws IOException {
        var line = event + " " + instance.id() + "\n";
        journal.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }
}

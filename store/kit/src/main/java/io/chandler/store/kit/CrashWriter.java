package io.chandler.store.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.CRC32;

/** Writes to a store without end and tells what was acknowledged. Runs in a process of its own, which is killed. */
public final class CrashWriter {

    private static final int THREADS = 16;
    private static final int KEYS = 30;

    private CrashWriter() {}

    /** Writes until the process ends; each acknowledged write makes a line, {@code <revision> <key> <checksum>}. */
    public static void write(Store store, OutputStream output) throws InterruptedException {
        var threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads[i] = Thread.ofVirtual().start(() -> scribble(store, output, number));
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    private static void scribble(Store store, OutputStream output, int number) {
        var random = new Random();
        try {
            while (true) {
                String key = random.nextInt(4) == 0
                        ? "shared/" + random.nextInt(KEYS)
                        : "thread/" + number + "/" + random.nextInt(KEYS);
                try {
                    step(store, output, random, key);
                } catch (StoreException.Conflict | StoreException.AlreadyExists | StoreException.NotFound lost) {
                    // Somebody else wrote the shared key.
                }
            }
        } catch (IOException e) {
            // The reader is gone.
        }
    }

    private static void step(Store store, OutputStream output, Random random, String key) throws IOException {
        var entry = store.get(key);
        var value = value(random, key);
        if (entry.isEmpty()) {
            acknowledged(output, store.create(key, "tag", value).toString(), key, value);
        } else if (random.nextInt(5) == 0) {
            acknowledged(
                    output, store.compareAndDelete(key, entry.get().revision()).toString(), key, new byte[0]);
        } else {
            acknowledged(
                    output,
                    store.compareAndSwap(key, entry.get().revision(), "", value).toString(),
                    key,
                    value);
        }
    }

    private static void acknowledged(OutputStream output, String revision, String key, byte[] value)
            throws IOException {
        var line = (revision + " " + key + " " + checksum(value) + "\n").getBytes(UTF_8);
        synchronized (output) {
            output.write(line);
            output.flush();
        }
    }

    /** A value that can be told from a damaged one. */
    private static byte[] value(Random random, String key) {
        String body = (key + ":" + random.nextLong() + ";").repeat(1 + random.nextInt(60));
        return (checksum(body.getBytes(UTF_8)) + "|" + body).getBytes(UTF_8);
    }

    /** Whether a value is one that was written, whole. */
    static boolean whole(byte[] value) {
        var parts = new String(value, UTF_8).split("\\|", 2);
        return parts.length == 2 && parts[0].equals(String.valueOf(checksum(parts[1].getBytes(UTF_8))));
    }

    static long checksum(byte[] bytes) {
        var checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }
}

package io.chandler.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of a test's own, which gets full or fails. Only the superuser of Linux can make one. */
final class Disk implements AutoCloseable {

    /** A file system cannot be made here, and why. */
    static final class Impossible extends Exception {
        private static final long serialVersionUID = 1L;

        Impossible(String reason) {
            super(reason);
        }
    }

    private static final long SIZE = 16 << 20;
    private static final long LEFT = 256 << 10;

    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    /** A disk of 16 MiB in memory. */
    static Disk inMemory(Path folder) throws Impossible {
        run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + SIZE, "chandler-test", folder.toString());
        return new Disk(folder);
    }

    /** A disk of 16 MiB in a file, which turns read-only when it fails. */
    static Disk inFile(Path folder, Path image) throws Impossible, IOException {
        Files.write(image, new byte[(int) SIZE]);
        run("mkfs.ext4", "-q", "-m", "0", image.toString());
        run("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString());
        var disk = new Disk(folder);
        if (!Files.isWritable(disk.trigger())) {
            disk.close();
            throw new Impossible("the system offers no way to let a file system fail");
        }
        return disk;
    }

    /** Leaves 256 KiB free. */
    void fill() throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        Files.write(ballast(), new byte[(int) Math.max(0, free - LEFT)]);
    }

    /** Frees what {@link #fill} took. */
    void clear() throws IOException {
        Files.delete(ballast());
    }

    /** Lets it fail: from now on the system lets nobody write. */
    void fail() throws IOException {
        Files.writeString(trigger(), "test");
    }

    /** Takes it away and brings it back, repaired, once nobody uses it. */
    void repair(Path image) throws Impossible {
        run("umount", folder.toString());
        run("fsck.ext4", "-y", image.toString());
        run("mount", "-o", "loop", image.toString(), folder.toString());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private Path trigger() throws IOException {
        var device = Path.of(Files.getFileStore(folder).name()).getFileName();
        return Path.of("/sys/fs/ext4", device.toString(), "trigger_fs_error");
    }

    private static void run(String... command) throws Impossible {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new Impossible(command[0] + " does not end");
            }
            // fsck says with 1 that it has repaired something.
            if (process.exitValue() > (command[0].startsWith("fsck") ? 1 : 0)) {
                throw new Impossible(command[0] + " says " + output.strip());
            }
        } catch (IOException e) {
            throw new Impossible(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Impossible("interrupted");
        }
    }

    @Override
    public void close() {
        try {
            run("umount", "--lazy", folder.toString());
        } catch (Impossible e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}

package io.chandler.server.internal.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Looks at files again and again and tells when one has changed, appeared or vanished. Looking, rather than being
 * told by the system, works for mounted secrets and network folders too.
 */
public final class FileWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(FileWatch.class.getName());

    private final Supplier<List<Path>> files;
    private final Runnable changed;
    private final Duration interval;
    private final Thread thread;
    private Map<Path, String> before = Map.of();

    private FileWatch(Supplier<List<Path>> files, Runnable changed, Duration interval) {
        this.files = files;
        this.changed = changed;
        this.interval = interval;
        this.thread = Thread.ofVirtual().name("chandler-file-watch").unstarted(this::work);
    }

    /**
     * Starts to look.
     *
     * @param files asked each time which files they are
     * @param changed called one at a time; what it throws is logged
     */
    public static FileWatch start(Supplier<List<Path>> files, Runnable changed, Duration interval) {
        var watch = new FileWatch(files, changed, interval);
        watch.before = watch.look();
        watch.thread.start();
        return watch;
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(interval);
                var now = look();
                if (!now.equals(before)) {
                    before = now;
                    tell();
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void tell() {
        try {
            changed.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A changed file could not be taken over.", e);
        }
    }

    private Map<Path, String> look() {
        var marks = new HashMap<Path, String>();
        for (var file : files.get()) {
            marks.put(file, mark(file));
        }
        return marks;
    }

    private static String mark(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "absent";
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

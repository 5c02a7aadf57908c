package io.chandler.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client that watches instances over a socket of its own and checks that no revision is missing: where instances are all
 * that changes, and none goes, each event is one revision after the one before.
 */
final class ApiWatcher implements AutoCloseable {

    private static final byte[] REVISION = "\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);

    private final URI api;
    private final Thread thread;
    private volatile @Nullable Socket socket;
    private final long first;
    private volatile long reached;
    private final AtomicLong events = new AtomicLong();
    private volatile String trouble = "";
    private volatile boolean closed;
    private volatile boolean ended;

    private ApiWatcher(URI api, long after) {
        this.api = api;
        this.first = after;
        this.reached = after;
        this.thread = Thread.ofVirtual().name("watcher").unstarted(this::run);
    }

    /** Begins to watch the changes after a revision. */
    static ApiWatcher start(URI api, long after) {
        var watcher = new ApiWatcher(api, after);
        watcher.thread.start();
        return watcher;
    }

    /** Connects and asks to watch, and never reads an answer. */
    static Socket startDeaf(URI api, long after) throws IOException {
        return connect(api, after, 4_096);
    }

    private static Socket connect(URI api, long after, int receiveBuffer) throws IOException {
        var socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(api.getHost(), api.getPort()));
        var request = "GET " + ApiSite.INSTANCES + "?watch=true&resourceVersion=" + after
                + "&allowWatchBookmarks=true&timeoutSeconds=7200 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + ApiSite.TOKEN + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void run() {
        try (var open = connect(api, first, 0)) {
            socket = open;
            read(open.getInputStream());
        } catch (IOException e) {
            if (!closed) {
                note("the connection ended: " + e);
            }
        } finally {
            ended = true;
        }
    }

    /** Reads line by line: events are the lines that are objects, the others are those of HTTP. */
    private void read(InputStream in) throws IOException {
        var buffer = new byte[64 * 1024];
        int filled = 0;
        int searched = 0;
        while (!closed) {
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                return;
            }
            filled += count;
            int begin = 0;
            for (int i = searched; i < filled; i++) {
                if (buffer[i] == '\n') {
                    if (buffer[begin] == '{') {
                        event(buffer, begin, i);
                    }
                    begin = i + 1;
                }
            }
            System.arraycopy(buffer, begin, buffer, 0, filled - begin);
            filled -= begin;
            searched = filled;
        }
    }

    private void event(byte[] buffer, int from, int to) {
        var type = new String(buffer, from, Math.min(to - from, 24), StandardCharsets.US_ASCII);
        if (type.contains("\"ERROR\"")) {
            note("an error: " + new String(buffer, from, Math.min(to - from, 400), StandardCharsets.UTF_8));
            return;
        }
        long revision = revision(buffer, from, to);
        if (type.contains("\"BOOKMARK\"")) {
            if (revision < reached) {
                note("a bookmark at " + revision + " after " + reached);
            }
            return;
        }
        if (revision != reached + 1) {
            note("an event at " + revision + " after " + reached);
        }
        reached = revision;
        events.incrementAndGet();
    }

    private void note(String what) {
        if (trouble.isEmpty()) {
            trouble = what;
        }
    }

    private static long revision(byte[] buffer, int from, int to) {
        for (int i = from; i < to - REVISION.length; i++) {
            if (buffer[i] == '"' && Arrays.equals(buffer, i, i + REVISION.length, REVISION, 0, REVISION.length)) {
                long number = 0;
                for (int j = i + REVISION.length; buffer[j] != '"'; j++) {
                    number = 10 * number + buffer[j] - '0';
                }
                return number;
            }
        }
        return -1;
    }

    /** The revision of the last event. */
    long reached() {
        return reached;
    }

    long events() {
        return events.get();
    }

    /** What was wrong first; empty for nothing. */
    String trouble() {
        return trouble;
    }

    /** Whether the connection has ended. */
    boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        closed = true;
        var open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It has ended.
            }
        }
    }
}

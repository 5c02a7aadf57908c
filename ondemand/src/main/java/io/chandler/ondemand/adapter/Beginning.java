package io.chandler.ondemand.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Keeps the beginning of what is written, up to a limit. Thread-safe. */
final class Beginning extends OutputStream {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private final Runnable tooLong;
    private boolean cut;

    /**
     * A stream that is empty yet.
     *
     * @param limit how many bytes are kept
     * @param tooLong is run by whoever writes beyond the limit, each time
     */
    Beginning(int limit, Runnable tooLong) {
        this.limit = limit;
        this.tooLong = tooLong;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (!keep(bytes, offset, length)) {
            tooLong.run();
        }
    }

    private synchronized boolean keep(byte[] bytes, int offset, int length) {
        int room = limit - kept.size();
        kept.write(bytes, offset, Math.min(room, length));
        cut |= length > room;
        return length <= room;
    }

    /** Whether more was written than is kept. */
    synchronized boolean cut() {
        return cut;
    }

    synchronized String text() {
        return kept.toString(UTF_8);
    }
}

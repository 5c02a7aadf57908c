package io.chandler.cli.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes an archive in the format ustar. All entries have the same time, so that the same files make the same archive. */
final class Tar implements AutoCloseable {

    /** The time of every file of an image: the least that zip files know too, in seconds since 1970. */
    static final long TIME = 315_532_800;

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX = 155;

    private final OutputStream out;

    Tar(OutputStream out) {
        this.out = out;
    }

    /** What an entry is beside its name and content. */
    record Attributes(int mode, int user, int group) {
        static final Attributes FILE = new Attributes(0644, 0, 0);
        static final Attributes EXECUTABLE = new Attributes(0755, 0, 0);
        static final Attributes FOLDER = EXECUTABLE;
    }

    /** Where the content of a file comes from. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    void folder(String name, Attributes attributes) throws IOException {
        header(name + "/", '5', attributes, 0, "");
    }

    void link(String name, String target) throws IOException {
        header(name, '2', new Attributes(0777, 0, 0), 0, target);
    }

    void file(String name, Attributes attributes, byte[] content) throws IOException {
        file(name, attributes, content.length, stream -> stream.write(content));
    }

    /** @throws IOException if the content has another size too */
    void file(String name, Attributes attributes, long size, Content content) throws IOException {
        header(name, '0', attributes, size, "");
        var counted = new Counted(out);
        content.writeTo(counted);
        if (counted.written != size) {
            throw new IOException(name + " changed while it was read");
        }
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    /** Writes the end; the stream below stays open. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    private void header(String name, char type, Attributes attributes, long size, String target) throws IOException {
        var header = new byte[BLOCK];
        int cut = cut(name);
        put(header, 0, NAME, name.substring(cut == 0 ? 0 : cut + 1), name);
        octal(header, 100, 8, attributes.mode);
        octal(header, 108, 8, attributes.user);
        octal(header, 116, 8, attributes.group);
        octal(header, 124, 12, size);
        octal(header, 136, 12, TIME);
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        put(header, 157, NAME, target, name);
        put(header, 257, 8, "ustar\00000", name);
        put(header, 345, PREFIX, name.substring(0, cut), name);
        int sum = 0;
        for (byte octet : header) {
            sum += octet & 0xff;
        }
        octal(header, 148, 7, sum);
        out.write(header);
    }

    /** Where a name that is too long for its field is cut in two: at a slash; 0 if it is not. */
    private static int cut(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        return length <= NAME ? 0 : Math.max(0, name.indexOf('/', name.length() - NAME - 1));
    }

    private static void put(byte[] header, int at, int length, String text, String name) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > length) {
            throw new IOException("the path " + name + " is too long for an image");
        }
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static void octal(byte[] header, int at, int length, long value) throws IOException {
        var digits = Long.toOctalString(value);
        put(header, at, length - 1, "0".repeat(Math.max(0, length - 1 - digits.length())) + digits, "of this size");
    }

    /** Counts what goes through. */
    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private long written;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            written += length;
        }
    }
}

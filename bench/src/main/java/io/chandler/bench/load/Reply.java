package io.chandler.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP/1.1 reply, read just far enough: its status, its end and its body. Reused from reply to reply. The body's
 * length is given by {@code Content-Length} or by chunks; a reply that ends with its connection is refused.
 *
 * <p>A reply that arrives in one piece is looked at where it was read to; only one that comes in several is kept here.
 */
public final class Reply {

    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTION = "connection:".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNKED = -2;
    private static final int UNKNOWN = -1;

    /** All that came so far, up to {@link #filled}: the piece that was read, or what is kept of several. */
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

    private ByteBuffer pieces = ByteBuffer.allocateDirect(0);
    private int filled;
    private int status;
    private boolean closing;
    private int bodyStart;
    private int bodyEnd;
    private int end;

    /** Forgets the reply. */
    void clear() {
        filled = 0;
        end = 0;
        status = 0;
    }

    /**
     * Takes a piece that was read, from 0 to its limit. The reply is looked at there until the piece is read into again.
     *
     * @return whether the reply is complete
     * @throws UnexpectedReply if it is not HTTP/1.1, or if bytes follow it
     */
    boolean add(ByteBuffer piece) {
        var first = filled == 0;
        if (first) {
            bytes = piece;
            filled = piece.limit();
        } else {
            keep(piece);
        }
        if (parse()) {
            checkEnd();
            return true;
        }
        if (first) {
            filled = 0;
            keep(piece);
        }
        return false;
    }

    private void keep(ByteBuffer piece) {
        var needed = filled + piece.limit();
        if (pieces.capacity() < needed) {
            var larger = ByteBuffer.allocateDirect(Math.max(needed, 2 * pieces.capacity()));
            larger.put(0, pieces, 0, filled);
            pieces = larger;
        }
        pieces.put(filled, piece, 0, piece.limit());
        filled = needed;
        bytes = pieces;
    }

    private void checkEnd() {
        if (end != filled) {
            throw new UnexpectedReply("Bytes after the end of the reply: " + text(end, filled));
        }
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** Whether the server closes the connection after this reply. */
    boolean closing() {
        return closing;
    }

    /** Where a text first occurs in the body; -1 if it does not. */
    public int indexOf(byte[] text) {
        search:
        for (var at = bodyStart; at <= bodyEnd - text.length; at++) {
            for (var index = 0; index < text.length; index++) {
                if (bytes.get(at + index) != text[index]) {
                    continue search;
                }
            }
            return at - bodyStart;
        }
        return -1;
    }

    /** Bytes of the body. */
    public int length() {
        return bodyEnd - bodyStart;
    }

    /** A byte of the body. */
    public byte at(int index) {
        return bytes.get(bodyStart + index);
    }

    /** A copy of the body. */
    ByteBuffer body() {
        return ByteBuffer.allocateDirect(length())
                .put(0, bytes, bodyStart, length())
                .asReadOnlyBuffer();
    }

    /** Whether the body is the same, byte for byte. */
    boolean hasBody(ByteBuffer expected) {
        return length() == expected.limit() && bytes.slice(bodyStart, length()).equals(expected);
    }

    /** Status and body, for a message. */
    public String describe() {
        return status + " " + text(bodyStart, Math.min(bodyEnd, bodyStart + 500));
    }

    private String text(int from, int to) {
        var copy = new byte[to - from];
        bytes.get(from, copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    private boolean parse() {
        var line = lineEnd(0);
        if (line < 0) {
            return false;
        }
        if (line < 12 || bytes.get(0) != 'H' || bytes.get(8) != ' ') {
            throw new UnexpectedReply("Not an HTTP/1.1 reply: " + text(0, line));
        }
        status = (bytes.get(9) - '0') * 100 + (bytes.get(10) - '0') * 10 + bytes.get(11) - '0';
        closing = false;
        var length = status == 204 || status == 304 ? 0 : UNKNOWN;
        var start = line + 2;
        while (true) {
            line = lineEnd(start);
            if (line < 0) {
                return false;
            }
            if (line == start) {
                break;
            }
            switch (bytes.get(start) | 0x20) {
                case 'c' -> {
                    if (startsWith(CONTENT_LENGTH, start, line)) {
                        length = number(start + CONTENT_LENGTH.length, line, 10);
                    } else if (startsWith(CONNECTION, start, line)) {
                        closing = bytes.get(line - 1) == 'e' && bytes.get(line - 5) == 'c';
                    }
                }
                case 't' -> {
                    if (startsWith(TRANSFER_ENCODING, start, line)) {
                        length = CHUNKED;
                    }
                }
                default -> {}
            }
            start = line + 2;
        }
        bodyStart = line + 2;
        if (length == CHUNKED) {
            return chunks(bodyStart);
        }
        if (length == UNKNOWN) {
            throw new UnexpectedReply("A reply without length: " + text(0, bodyStart));
        }
        bodyEnd = bodyStart + length;
        end = bodyEnd;
        return filled >= end;
    }

    /** Finds the end of the chunks and moves their content together once all are there. */
    private boolean chunks(int from) {
        var at = from;
        while (true) {
            var line = lineEnd(at);
            if (line < 0) {
                return false;
            }
            var size = number(at, line, 16);
            at = line + 2 + size + 2;
            if (at > filled) {
                return false;
            }
            if (size == 0) {
                break;
            }
        }
        end = at;
        at = from;
        var first = true;
        var target = from;
        while (true) {
            var line = lineEnd(at);
            var size = number(at, line, 16);
            if (size == 0) {
                break;
            }
            if (first) {
                // The first chunk stays where it is.
                first = false;
                bodyStart = line + 2;
                target = bodyStart;
            } else {
                bytes.put(target, bytes, line + 2, size);
            }
            target += size;
            at = line + 2 + size + 2;
        }
        bodyEnd = target;
        return true;
    }

    /** Where the line that begins here ends, before its CR LF; -1 if it is not there yet. */
    private int lineEnd(int from) {
        for (var at = from + 1; at < filled; at++) {
            if (bytes.get(at) == '\n') {
                return at - 1;
            }
        }
        return -1;
    }

    private boolean startsWith(byte[] lowerCase, int from, int to) {
        if (to - from < lowerCase.length) {
            return false;
        }
        for (var index = 0; index < lowerCase.length; index++) {
            var letter = bytes.get(from + index);
            if (letter != lowerCase[index] && (letter | 0x20) != lowerCase[index]) {
                return false;
            }
        }
        return true;
    }

    private int number(int from, int to, int radix) {
        var value = 0;
        for (var at = from; at < to; at++) {
            var digit = Character.digit(bytes.get(at), radix);
            if (digit >= 0) {
                value = value * radix + digit;
            } else if (bytes.get(at) != ' ') {
                break;
            }
        }
        return value;
    }
}

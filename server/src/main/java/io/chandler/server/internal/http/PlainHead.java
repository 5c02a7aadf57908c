package io.chandler.server.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chandler.osb.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a plain request of HTTP/1.1: one that every reader of HTTP understands in the same way. Its method is one
 * of the API, its target a path, it has one simple {@code Host}, its body a known length, and nothing in it asks for
 * more than an answer. Whatever else a client may send, right or wrong, is not for this reader but for the HTTP
 * server's.
 */
final class PlainHead implements HttpRequest.Headers {

    private static final byte[][] METHODS = {
        "GET ".getBytes(US_ASCII), "PUT ".getBytes(US_ASCII), "PATCH ".getBytes(US_ASCII), "DELETE ".getBytes(US_ASCII)
    };
    private static final String[] METHOD_NAMES = {"GET", "PUT", "PATCH", "DELETE"};
    private static final byte[] VERSION = "HTTP/1.1\r\n".getBytes(US_ASCII);

    /** Characters of which names of headers are made. */
    private static final boolean[] TOKEN = characters("!#$%&'*+-.^_`|~");

    /** Headers that change how a request is read, or what becomes of its connection. */
    private static final String[] NOT_PLAIN = {
        "Transfer-Encoding", "Upgrade", "Expect", "Content-Encoding", "Trailer", "TE", "HTTP2-Settings"
    };

    private static final int MOST_HEADERS = 40;
    private static final int LONGEST_NUMBER = 9;

    private final byte[] bytes;
    private int at;
    private String method = "";
    private String path = "";
    private String query = "";

    /** Begin and end of name and value of each header. */
    private int[] places = new int[4 * 16];

    private int headers;
    private int hosts;
    private long contentLength = -1;

    private PlainHead(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The head that the bytes begin with; null where it is not plain, or not all there. */
    static @Nullable PlainHead of(byte[] bytes, Listening.Limits limits) {
        var head = new PlainHead(bytes);
        if (!head.readLine() || head.at > limits.path()) {
            return null;
        }
        int line = head.at;
        return head.readHeaders()
                        && head.at - line <= limits.headers()
                        && head.hosts == 1
                        && head.contentLength <= limits.body()
                ? head
                : null;
    }

    private boolean readLine() {
        for (int i = 0; i < METHODS.length; i++) {
            if (isNext(METHODS[i])) {
                method = METHOD_NAMES[i];
                at = METHODS[i].length;
                return readTarget() && isNext(VERSION) && skip(VERSION.length);
            }
        }
        return false;
    }

    private boolean isNext(byte[] expected) {
        int end = at + expected.length;
        return end <= bytes.length && Arrays.equals(bytes, at, end, expected, 0, expected.length);
    }

    private boolean skip(int length) {
        at += length;
        return true;
    }

    private boolean readTarget() {
        int start = at;
        int question = -1;
        while (at < bytes.length && bytes[at] != ' ') {
            byte c = bytes[at];
            if (c <= ' ' || c > '~' || c == '#') {
                return false;
            }
            if (c == '?' && question < 0) {
                question = at;
            }
            at++;
        }
        if (at == bytes.length || at == start || bytes[start] != '/') {
            return false;
        }
        path = text(start, question < 0 ? at : question);
        query = question < 0 ? "" : text(question + 1, at);
        at++;
        return true;
    }

    private boolean readHeaders() {
        while (at + 1 < bytes.length) {
            if (bytes[at] == '\r') {
                return bytes[at + 1] == '\n' && skip(2);
            }
            if (!readHeader()) {
                return false;
            }
        }
        return false;
    }

    private boolean readHeader() {
        int name = at;
        while (at < bytes.length && bytes[at] >= 0 && TOKEN[bytes[at]]) {
            at++;
        }
        int nameEnd = at;
        if (nameEnd == name || at == bytes.length || bytes[at] != ':') {
            return false;
        }
        at++;
        while (at < bytes.length && isBlank(bytes[at])) {
            at++;
        }
        int value = at;
        while (at < bytes.length && ((bytes[at] >= ' ' && bytes[at] <= '~') || bytes[at] == '\t')) {
            at++;
        }
        int valueEnd = at;
        while (valueEnd > value && isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        if (at + 1 >= bytes.length || bytes[at] != '\r' || bytes[at + 1] != '\n' || headers == MOST_HEADERS) {
            return false;
        }
        at += 2;
        if (4 * headers == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        int place = 4 * headers++;
        places[place] = name;
        places[place + 1] = nameEnd;
        places[place + 2] = value;
        places[place + 3] = valueEnd;
        return isPlain(place);
    }

    private boolean isPlain(int place) {
        if (isNamed(place, "Host")) {
            hosts++;
            return isHost(places[place + 2], places[place + 3]);
        }
        if (isNamed(place, "Content-Length")) {
            return contentLength < 0 && readContentLength(places[place + 2], places[place + 3]);
        }
        if (isNamed(place, "Connection")) {
            return is("keep-alive", places[place + 2], places[place + 3]);
        }
        for (var name : NOT_PLAIN) {
            if (isNamed(place, name)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a name, or an address of IPv4, and perhaps a port. */
    private boolean isHost(int start, int end) {
        int i = start;
        while (i < end && (isLetterOrDigit(bytes[i]) || bytes[i] == '.' || bytes[i] == '-')) {
            i++;
        }
        if (i == start || i == end) {
            return i > start;
        }
        int digits = end - i - 1;
        return bytes[i] == ':' && digits >= 1 && digits <= 5 && number(i + 1, end) >= 0;
    }

    private boolean readContentLength(int start, int end) {
        contentLength = end == start || end - start > LONGEST_NUMBER ? -1 : number(start, end);
        return contentLength >= 0;
    }

    /** The number in decimal digits; -1 where it is none. */
    private int number(int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = 10 * number + bytes[i] - '0';
        }
        return number;
    }

    private boolean isNamed(int place, String name) {
        return is(name, places[place], places[place + 1]);
    }

    /** Whether that is the text, in capitals or not; the text has letters, digits and hyphens only. */
    private boolean is(String text, int start, int end) {
        if (text.length() != end - start) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            int other = bytes[start + i];
            if (c != other && ((c ^ other) != 0x20 || !isLetterOrDigit((byte) other))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(byte c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }

    private String text(int start, int end) {
        return new String(bytes, start, end - start, ISO_8859_1);
    }

    private static boolean[] characters(String signs) {
        var characters = new boolean[128];
        for (byte c = 0; c >= 0; c++) {
            characters[c] = isLetterOrDigit(c) || signs.indexOf(c) >= 0;
        }
        return characters;
    }

    /** The bytes that it takes. */
    int length() {
        return at;
    }

    /** The method. */
    String method() {
        return method;
    }

    /** The target as it was sent. */
    RawTarget target() {
        return new RawTarget(path, query);
    }

    /** How long the body is. */
    int contentLength() {
        return (int) Math.max(0, contentLength);
    }

    @Override
    public List<String> values(String name) {
        String first = null;
        List<String> more = null;
        for (int place = 0; place < 4 * headers; place += 4) {
            if (isNamed(place, name)) {
                var value = text(places[place + 2], places[place + 3]);
                if (first == null) {
                    first = value;
                } else {
                    more = more == null ? new ArrayList<>(List.of(first)) : more;
                    more.add(value);
                }
            }
        }
        return more != null ? more : first != null ? List.of(first) : List.of();
    }
}

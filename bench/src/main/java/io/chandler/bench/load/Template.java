package io.chandler.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The bytes of a request with gaps for ids, written {@code {0}} to {@code {9}} and filled in place. */
final class Template {

    private static final Pattern GAP = Pattern.compile("\\{([0-9])}");
    private static final String ID = "-".repeat(Ids.LENGTH);

    private final byte[] bytes;
    private final List<Gap> gaps;
    private final ByteBuffer buffer;

    private record Gap(int kind, int offset) {}

    private Template(byte[] bytes, List<Gap> gaps) {
        this.bytes = bytes;
        this.gaps = gaps;
        this.buffer = ByteBuffer.wrap(bytes);
    }

    /** A request of ASCII text; the length of its body, if it has one, is added to the head. */
    static Template of(String method, String path, String headers, String body) {
        var length = body.isEmpty()
                ? ""
                : "Content-Length: " + GAP.matcher(body).replaceAll(ID).length() + "\r\n";
        var text = method + " " + path + " HTTP/1.1\r\n" + headers + length + "\r\n" + body;
        var gaps = new ArrayList<Gap>();
        var plain = new StringBuilder();
        var matcher = GAP.matcher(text);
        while (matcher.find()) {
            matcher.appendReplacement(plain, ID);
            gaps.add(new Gap(Integer.parseInt(matcher.group(1)), plain.length() - ID.length()));
        }
        matcher.appendTail(plain);
        return new Template(plain.toString().getBytes(StandardCharsets.US_ASCII), List.copyOf(gaps));
    }

    /** The same for another connection. */
    Template copy() {
        return new Template(bytes.clone(), gaps);
    }

    /** The request with an id in every gap: of this number, and of another kind in each gap of another digit. */
    ByteBuffer fill(long seed, long number) {
        for (var index = 0; index < gaps.size(); index++) {
            var gap = gaps.get(index);
            Ids.write(seed + gap.kind, number, bytes, gap.offset);
        }
        return buffer.clear();
    }
}

package io.chandler.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PlainResponseTest {

    private static final byte[] BODY = "{\"é\":1}".getBytes(UTF_8);

    private static String text(HttpResponse response, boolean keep) {
        var text = new AtomicReference<String>();
        PlainResponse.write(response, keep, (bytes, length) -> text.set(new String(bytes, 0, length, UTF_8)));
        return text.get();
    }

    @Test
    void headAndBodyAreOnePiece() {
        var response = new HttpResponse(200, List.of(new Header("ETag", "\"a\""), new Header("Allow", "GET")), BODY);

        assertThat(text(response, true))
                .matches("HTTP/1\\.1 200 OK\r\nDate: [^\r\n]+ GMT\r\nContent-Length: 8\r\n"
                        + "ETag: \"a\"\r\nAllow: GET\r\n\r\n\\{\"é\":1}");
    }

    @Test
    void theEndOfTheConnectionIsAnnounced() {
        assertThat(text(new HttpResponse(429, List.of(), BODY), false))
                .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                .endsWith("\r\nConnection: close\r\n\r\n{\"é\":1}");
    }

    @Test
    void aResponseOfAnyLengthIsWritten() {
        for (int length : new int[] {1, 100, 16_384, 10, 100_000, 2}) {
            assertThat(text(new HttpResponse(200, List.of(), "x".repeat(length).getBytes(UTF_8)), true))
                    .contains("Content-Length: " + length + "\r\n")
                    .endsWith("\r\n\r\n" + "x".repeat(length));
        }
        assertThat(text(new HttpResponse(200, List.of(), new byte[0]), true)).endsWith("Content-Length: 0\r\n\r\n");
        assertThat(text(new HttpResponse(304, List.of(), new byte[0]), true)).doesNotContain("Content-Length");
    }

    @Test
    void aHeaderCannotBreakOutOfItsLine() {
        for (var value : List.of("a\r\nb: c", "a\nb", "\u0000", "é", "\u0141", "\u007f")) {
            assertThatThrownBy(() -> text(new HttpResponse(200, List.of(new Header("A", value)), BODY), true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}

package io.chandler.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainResponseTest {

    private static final byte[] BODY = "{\"é\":1}".getBytes(UTF_8);

    @Test
    void headAndBodyAreOnePiece() {
        var response = new HttpResponse(200, List.of(new Header("ETag", "\"a\""), new Header("Allow", "GET")), BODY);

        assertThat(new String(PlainResponse.of(response, true), UTF_8))
                .matches("HTTP/1\\.1 200 OK\r\nDate: [^\r\n]+ GMT\r\nContent-Length: 8\r\n"
                        + "ETag: \"a\"\r\nAllow: GET\r\n\r\n\\{\"é\":1}");
    }

    @Test
    void theEndOfTheConnectionIsAnnounced() {
        assertThat(new String(PlainResponse.of(new HttpResponse(429, List.of(), BODY), false), UTF_8))
                .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                .endsWith("\r\nConnection: close\r\n\r\n{\"é\":1}");
    }

    @Test
    void aHeaderCannotBreakOutOfItsLine() {
        for (var value : List.of("a\r\nb: c", "a\nb", "\u0000", "é")) {
            assertThatThrownBy(() ->
                            PlainResponse.of(new HttpResponse(200, List.of(new Header("A", value)), BODY), true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}

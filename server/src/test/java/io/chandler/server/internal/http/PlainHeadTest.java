package io.chandler.server.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only heads that every reader understands alike are read here; all others are left to the HTTP server. */
class PlainHeadTest {

    private static final Listening.Limits LIMITS =
            new Listening.Limits(1, Duration.ZERO, Duration.ZERO, 100, 400, 1_000);

    private static final String PLAIN = String.join(
            "\r\n",
            "PUT /v2/a%2Fb?x=1?y HTTP/1.1",
            "Host: broker:8080",
            "X-One:  one, two \t",
            "x-one:three",
            "X-None:",
            "CONTENT-length: 12",
            "connection: Keep-Alive",
            "",
            "");

    private static PlainHead head(String text) {
        return PlainHead.of(text.getBytes(ISO_8859_1), LIMITS);
    }

    @Test
    void aPlainHeadIsRead() {
        var head = head(PLAIN + "{\"body\": 1}\r\n\r\n");

        assertThat(head).isNotNull();
        assertThat(head.length()).isEqualTo(PLAIN.length());
        assertThat(head.method()).isEqualTo("PUT");
        assertThat(head.target()).isEqualTo(new RawTarget("/v2/a%2Fb", "x=1?y"));
        assertThat(head.contentLength()).isEqualTo(12);
        assertThat(head.values("X-ONE")).containsExactly("one, two", "three");
        assertThat(head.values("X-None")).containsExactly("");
        assertThat(head.values("X-On")).isEmpty();
        assertThat(head.values("Host")).containsExactly("broker:8080");
    }

    @Test
    void manyHeadersAreRead() {
        var head = head("GET / HTTP/1.1\r\nHost: b\r\n" + "A: 1\r\n".repeat(39) + "\r\n");

        assertThat(head).isNotNull();
        assertThat(head.values("a")).hasSize(39);
        assertThat(head("GET / HTTP/1.1\r\nHost: b\r\n" + "A: 1\r\n".repeat(40) + "\r\n"))
                .isNull();
    }

    @Test
    void aHeadIsReadOnlyAsAWhole() {
        for (int length = 0; length < PLAIN.length(); length++) {
            assertThat(head(PLAIN.substring(0, length))).isNull();
        }
    }

    @Test
    void aHeadBeyondTheLimitsIsNotRead() {
        assertThat(head("GET /" + "a".repeat(100 - 16) + " HTTP/1.1\r\nHost: b\r\n\r\n"))
                .isNotNull();
        assertThat(head("GET /" + "a".repeat(100 - 15) + " HTTP/1.1\r\nHost: b\r\n\r\n"))
                .isNull();
        assertThat(head("GET / HTTP/1.1\r\nHost: b\r\nA:" + "a".repeat(400 - 15) + "\r\n\r\n"))
                .isNotNull();
        assertThat(head("GET / HTTP/1.1\r\nHost: b\r\nA:" + "a".repeat(400 - 14) + "\r\n\r\n"))
                .isNull();
        assertThat(head("PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 1000\r\n\r\n"))
                .isNotNull();
        assertThat(head("PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 1001\r\n\r\n"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get / HTTP/1.1\r\nHost: b\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: b\r\n\r\n",
                "HEAD / HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET /  HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\nHost: b\n\n",
                "GET http://b/ HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET /#a HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET /\u00e4 HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET /\t HTTP/1.1\r\nHost: b\r\n\r\n",
                "\r\nGET / HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:123456\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\n: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA: a\nB: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA: a\rB: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA: \u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA: \u007f\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA: \u00e4\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nA(: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\n\u00e4: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nConnection: keep-alive, Upgrade\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: b\r\nUpgrade: h2c\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\ntransfer-ENCODING: chunked\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\nContent-Encoding: gzip\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 1, 1\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length:\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: -1\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: +1\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 0x1\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 4294967297\r\n\r\n",
            })
    void whateverElseIsNotRead(String text) {
        assertThat(head(text)).isNull();
    }

    /** One byte that is another must not move the end of the head, nor hide or invent a line. */
    @Property
    void aHeadWithAByteChangedIsNoOtherThanItLooks(
            @ForAll @IntRange(max = 1_000) int place, @ForAll @ByteRange(min = Byte.MIN_VALUE) byte other) {
        byte[] bytes = PLAIN.getBytes(ISO_8859_1);
        bytes[place % bytes.length] = other;

        var head = PlainHead.of(bytes, LIMITS);

        if (head != null) {
            var text = new String(bytes, ISO_8859_1);
            assertThat(head.length()).isEqualTo(text.indexOf("\r\n\r\n") + 4).isEqualTo(bytes.length);
            assertThat(text).startsWith(head.method() + " " + head.target().path());
            assertThat(text.toLowerCase(Locale.ROOT))
                    .doesNotContain("\r\nhost :")
                    .contains("\r\nhost:");
            assertThat(text.chars().filter(c -> c == '\r').count())
                    .isEqualTo(text.chars().filter(c -> c == '\n').count());
        }
    }
}

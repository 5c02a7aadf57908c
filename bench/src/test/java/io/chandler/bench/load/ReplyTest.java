package io.chandler.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ReplyTest {

    @Property
    void aBodyOfKnownLengthIsReadHoweverItArrives(
            @ForAll @AlphaChars @StringLength(max = 40_000) String body,
            @ForAll @IntRange(min = 1, max = 20_000) int piece) {
        var reply = read(
                "HTTP/1.1 201 Created\r\nDate: now\r\ncontent-LENGTH: " + body.length() + "\r\n\r\n" + body, piece);

        assertThat(reply.status()).isEqualTo(201);
        assertThat(body(reply)).isEqualTo(body);
        assertThat(reply.closing()).isFalse();
    }

    @Property
    void aBodyInChunksIsReadHoweverItArrives(
            @ForAll @Size(max = 20) List<@AlphaChars @StringLength(min = 1, max = 3_000) String> chunks,
            @ForAll @IntRange(min = 1, max = 5_000) int piece) {
        var content = chunks.stream()
                .map(chunk -> Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n")
                .collect(Collectors.joining());
        var reply = read("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n" + content + "0\r\n\r\n", piece);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(body(reply)).isEqualTo(String.join("", chunks));
    }

    @Test
    void theAnnouncedEndOfTheConnectionIsSeen() {
        assertThat(read("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 1_000)
                        .closing())
                .isTrue();
        assertThat(read("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", 1_000)
                        .closing())
                .isFalse();
    }

    @Test
    void whatIsNoReplyIsRefused() {
        assertThatThrownBy(() -> read("SSH-2.0-OpenSSH_9.2\r\n", 1_000))
                .isInstanceOf(UnexpectedReply.class)
                .hasMessageContaining("SSH-2.0");
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n\r\n{}", 1_000))
                .isInstanceOf(UnexpectedReply.class)
                .hasMessageContaining("without length");
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1", 1_000))
                .isInstanceOf(UnexpectedReply.class)
                .hasMessageContaining("after the end");
    }

    private static Reply read(String text, int piece) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var reply = new Reply();
        var complete = false;
        var buffer = ByteBuffer.allocateDirect(bytes.length);
        for (var at = 0; at < bytes.length; ) {
            assertThat(complete).isFalse();
            var count = Math.min(piece, bytes.length - at);
            complete = reply.add(buffer.clear().put(bytes, at, count).flip());
            at += count;
        }
        assertThat(complete).isTrue();
        return reply;
    }

    private static String body(Reply reply) {
        assertThat(reply.hasBody(reply.body())).isTrue();
        var bytes = new byte[reply.length()];
        for (var index = 0; index < bytes.length; index++) {
            bytes[index] = reply.at(index);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

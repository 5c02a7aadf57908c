package io.chandler.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketFramesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "125, 817d",
        "126, 817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "9000000, 817f0000000000895440"
    })
    void theHeadOfAFrameHasTheLengthOfItsText(int length, String head) {
        var text = new byte[length];
        Arrays.fill(text, (byte) 'x');
        var packet = new Packet();
        WebSocketFrames.text(text, packet);
        var sent = packet.take();
        int begin = head.length() / 2;
        assertThat(HexFormat.of().formatHex(sent, 0, begin)).isEqualTo(head);
        assertThat(Arrays.copyOfRange(sent, begin, sent.length)).isEqualTo(text);
        assertThat(packet.take()).isEmpty();
    }
}

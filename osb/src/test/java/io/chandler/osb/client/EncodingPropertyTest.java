package io.chandler.osb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.client.internal.Percent;
import io.chandler.osb.client.internal.RetryAfter;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class EncodingPropertyTest {

    @Property
    void anyTextComesBackFromAPathAndAQuery(@ForAll String text) {
        Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(text));
        var encoded = Percent.encode("text", text);
        assertThat(encoded).matches("[A-Za-z0-9._~%-]*");
        assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(URI.create("http://h/" + encoded + "?q=" + encoded).getRawQuery())
                .isEqualTo("q=" + encoded);
    }

    @Property
    void anyRetryAfterIsReadOrLeftAside(@ForAll String value) {
        assertThat(RetryAfter.parse(value, Clock.systemUTC()))
                .satisfiesAnyOf(
                        wait -> assertThat(wait).isEmpty(),
                        wait -> assertThat(wait.orElseThrow().isNegative()).isFalse());
    }
}

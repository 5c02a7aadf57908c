package io.chandler.broker.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SealedTextPropertyTest {

    private static final Keyring KEYRING = Keyring.of(KeyringTest.keys("main", 1));

    @Property(tries = 300)
    void whatIsSealedIsOpened(@ForAll @Size(max = 2_000) byte[] plain, @ForAll @Size(max = 50) byte[] context) {
        assertThat(KEYRING.open(KEYRING.seal(plain, context), context)).isEqualTo(plain);
    }

    @Property(tries = 1_000)
    void noChangedBitGoesUnseen(@ForAll @Size(max = 100) byte[] plain, @ForAll @IntRange(max = 100_000) int place) {
        byte[] context = {1, 2, 3};
        var sealed = KEYRING.seal(plain, context);
        int from = sealed.lastIndexOf('.') + 1;
        byte[] bytes = Base64.getUrlDecoder().decode(sealed.substring(from));
        int bit = place % (bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        var changed = sealed.substring(0, from)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        assertThatThrownBy(() -> KEYRING.open(changed, context)).isInstanceOf(SealException.class);
    }

    @Property(tries = 500)
    void noTextThatWasNotSealedIsOpened(@ForAll String text, @ForAll @IntRange(max = 3) int form) {
        var sealed = KEYRING.seal(new byte[10], new byte[0]);
        var hostile = switch (form) {
            case 0 -> text;
            case 1 -> "v1.main." + text;
            case 2 -> sealed.substring(0, Math.min(text.length(), sealed.length() - 1));
            default -> "v1." + text + "." + sealed.substring(sealed.lastIndexOf('.') + 1);
        };
        if (!hostile.equals(sealed)) {
            assertThatThrownBy(() -> KEYRING.open(hostile, new byte[0])).isInstanceOf(SealException.class);
        }
    }
}

package io.chandler.broker.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTest {

    private static final byte[] CONTEXT = bytes("instance 1");

    @Test
    void opensWhatItSealed() {
        var keyring = Keyring.temporary();
        var sealed = keyring.seal(bytes("password"), CONTEXT);
        assertThat(keyring.open(sealed, CONTEXT)).isEqualTo(bytes("password"));
        assertThat(sealed).matches("v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+").doesNotContain("password");
        assertThat(keyring.open(keyring.seal(new byte[0], new byte[0]), new byte[0]))
                .isEmpty();
    }

    @Test
    void neverSealsToTheSameTextTwice() {
        var keyring = Keyring.temporary();
        assertThat(keyring.seal(bytes("password"), CONTEXT)).isNotEqualTo(keyring.seal(bytes("password"), CONTEXT));
    }

    @Test
    void sealsManyTextsAtOnceAndEachStaysAsItIs() throws Exception {
        var keyring = Keyring.temporary();
        var sealed = new ConcurrentHashMap<Integer, String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 32; thread++) {
                int first = thread * 100;
                var _ = threads.submit(() -> {
                    for (int i = first; i < first + 100; i++) {
                        sealed.put(i, keyring.seal(bytes("password " + i), bytes("instance " + i)));
                        assertThat(keyring.open(sealed.get(i), bytes("instance " + i)))
                                .isEqualTo(bytes("password " + i));
                    }
                    return first;
                });
            }
        }
        assertThat(sealed).hasSize(3_200);
        assertThat(sealed.values()).doesNotHaveDuplicates();
        sealed.forEach((i, text) ->
                assertThat(keyring.open(text, bytes("instance " + i))).isEqualTo(bytes("password " + i)));
    }

    @Test
    void oneDataKeySealsOnlySoManyTexts() {
        var keyring = Keyring.temporary();
        int dataKey = "v1.temporary.".length() + 40;
        var first = keyring.seal(bytes("first"), CONTEXT);
        var dataKeys = new HashSet<String>();
        for (int i = 0; i < 70_000; i++) {
            dataKeys.add(keyring.seal(bytes("more"), CONTEXT).substring(0, dataKey));
        }
        var last = keyring.seal(bytes("last"), CONTEXT);
        assertThat(dataKeys).hasSize(2);
        assertThat(keyring.open(first, CONTEXT)).isEqualTo(bytes("first"));
        assertThat(keyring.open(last, CONTEXT)).isEqualTo(bytes("last"));
    }

    @Test
    void refusesASealedTextThatWasMovedElsewhere() {
        var keyring = Keyring.temporary();
        var sealed = keyring.seal(bytes("password"), CONTEXT);
        assertThatThrownBy(() -> keyring.open(sealed, bytes("instance 2")))
                .isInstanceOf(SealException.Changed.class)
                .hasMessageNotContaining("password");
    }

    @Test
    void namesTheKeyThatIsMissing() {
        var sealed = Keyring.of(keys("old", 1)).seal(bytes("password"), CONTEXT);
        assertThatThrownBy(() -> Keyring.of(keys("new", 2)).open(sealed, CONTEXT))
                .isInstanceOf(SealException.UnknownKey.class)
                .hasMessageContaining("'old'");
    }

    @Test
    void tellsThatAKeyOfTheSameNameIsAnother() {
        var sealed = Keyring.of(keys("main", 1)).seal(bytes("password"), CONTEXT);
        assertThatThrownBy(() -> Keyring.of(keys("main", 2)).open(sealed, CONTEXT))
                .isInstanceOf(SealException.WrongKey.class)
                .hasMessageContaining("'main'");
    }

    @Test
    void changesKeysWithoutLosingAnything() {
        var before = Keyring.of(keys("old", 1));
        var sealed = before.seal(bytes("password"), CONTEXT);
        assertThat(before.needsReseal(sealed)).isFalse();
        assertThat(before.reseal(sealed)).isEqualTo(sealed);

        var both = keys("new", 2);
        both.putAll(keys("old", 1));
        var during = Keyring.of(both);
        assertThat(during.primaryKeyId()).isEqualTo("new");
        assertThat(during.open(sealed, CONTEXT)).isEqualTo(bytes("password"));
        assertThat(during.needsReseal(sealed)).isTrue();
        var resealed = during.reseal(sealed);

        var after = Keyring.of(keys("new", 2));
        assertThat(after.needsReseal(resealed)).isFalse();
        assertThat(after.open(resealed, CONTEXT)).isEqualTo(bytes("password"));
        assertThatThrownBy(() -> after.open(resealed, bytes("instance 2"))).isInstanceOf(SealException.Changed.class);
    }

    /** The form of sealed texts must not change: stores are full of them. */
    @Test
    void opensWhatTheFirstReleaseSealed() {
        var sealed =
                "v1.main.PV_3skQgo4Mx_r_-vlMZdPVaK0NIVmsPUajF738Bv8DAU0R0FYdIlbVM_PtoYJvWQvQB0xmZaI7-dCyJ9RlG6zkX3Pt"
                        + "B83z5YdnI8Z1Tt36dExN5u4mQKCzKkfjofdzm";
        assertThat(Keyring.of(keys("main", 1)).open(sealed, CONTEXT)).isEqualTo(bytes("password"));
    }

    @Test
    void makesAKeyFileThatOnlyItsOwnerCanRead(@TempDir Path folder) throws IOException {
        var file = folder.resolve("keys.yml");
        var sealed = Keyring.generate(file).seal(bytes("password"), CONTEXT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Keyring.read(file).open(sealed, CONTEXT)).isEqualTo(bytes("password"));
    }

    @Test
    void neverOverwritesAKeyFile(@TempDir Path folder) {
        var file = folder.resolve("keys.yml");
        var keyring = Keyring.generate(file);
        assertThatThrownBy(() -> Keyring.generate(file))
                .isInstanceOf(KeyringException.class)
                .hasMessageContaining("is there already");
        assertThat(Keyring.read(file).keyIds()).isEqualTo(keyring.keyIds());
    }

    @Test
    void readsKeysFromTheEnvironmentTheFirstBeingThePrimary() {
        var text = "new=" + base64(key(2)) + ", old=" + base64(key(1));
        var keyring = Keyring.fromEnvironment(Map.of(Keyring.ENVIRONMENT_VARIABLE, text))
                .orElseThrow();
        assertThat(keyring.keyIds()).containsExactly("new", "old");
        assertThat(keyring.primaryKeyId()).isEqualTo("new");
        var sealed = Keyring.of(keys("old", 1)).seal(bytes("password"), CONTEXT);
        assertThat(keyring.open(sealed, CONTEXT)).isEqualTo(bytes("password"));
        assertThat(Keyring.fromEnvironment(Map.of(Keyring.ENVIRONMENT_VARIABLE, " ")))
                .isEmpty();
        assertThat(Keyring.fromEnvironment(Map.of())).isEmpty();
    }

    @Test
    void tellsWhatIsWrongWithAKeyWithoutShowingIt(@TempDir Path folder) throws IOException {
        var secret = base64(Arrays.copyOf(key(7), 31));
        assertWrong(folder, "# keys\nmain: " + secret, secret, "line 2: the key 'main'", "must be 32 bytes long");
        assertWrong(folder, "main " + secret, secret, "line 1 must be an id");
        assertWrong(folder, "main: not base64!", "not base64!", "must be written in Base64");
        assertWrong(folder, "a b: " + base64(key(1)), base64(key(1)), "id must be 1 to 64");
        var twice = "main: " + base64(key(1)) + "\n";
        assertWrong(folder, twice + twice, base64(key(1)), "line 2: there is already a key 'main'");
        assertWrong(folder, "# none\n", "none", "must hold at least one key");
        assertThatThrownBy(() -> Keyring.read(folder.resolve("absent")))
                .isInstanceOf(KeyringException.class)
                .hasMessageContaining("there is no key file");
    }

    private static void assertWrong(Path folder, String text, String secret, String... expected) throws IOException {
        var file = Files.writeString(folder.resolve("keys.yml"), text);
        assertThatThrownBy(() -> Keyring.read(file))
                .isInstanceOf(KeyringException.class)
                .hasMessageContainingAll(expected)
                .hasMessageNotContaining(secret);
    }

    @Test
    void neverPrintsASecret() {
        assertThat(Keyring.of(keys("main", 1))).hasToString("Keyring[main]");
        assertThat(Secret.of("hunter2")).hasToString("***").isEqualTo(Secret.of("hunter2"));
        assertThat(Secret.of("hunter2").reveal()).isEqualTo("hunter2");
        assertThat(Secret.of("hunter2")).isNotEqualTo(Secret.of("hunter3"));
    }

    static SequencedMap<String, byte[]> keys(String id, int value) {
        var keys = new LinkedHashMap<String, byte[]>();
        keys.put(id, key(value));
        return keys;
    }

    private static byte[] key(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

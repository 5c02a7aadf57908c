package io.chandler.broker.secrets;

import io.chandler.broker.secrets.internal.DataKeys;
import io.chandler.broker.secrets.internal.Envelope;
import io.chandler.broker.secrets.internal.KeyFile;
import io.chandler.broker.secrets.internal.KeyText;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import javax.crypto.SecretKey;

/**
 * The keys that seal secrets at rest. The first is the primary one: it seals; the others only open what they sealed
 * before. To change keys, put the new one first, let everything be {@linkplain #reseal sealed anew}, drop the old one.
 *
 * <p>Sealing is an AES-256-GCM envelope: each text carries a random data key, which the primary key wraps. Texts that one
 * keyring seals one after the other may carry the same, up to 65,536 of them. Thread-safe; {@code toString} prints ids
 * only.
 */
public final class Keyring {

    /** The environment variable that may hold keys: {@code id=base64,id=base64}, the primary first. */
    public static final String ENVIRONMENT_VARIABLE = "CHANDLER_ENCRYPTION_KEYS";

    private final SequencedMap<String, SecretKey> keys;
    private final String primaryId;
    private final SecretKey primary;
    private final DataKeys dataKeys = new DataKeys();

    private Keyring(SequencedMap<String, SecretKey> keys, String source) {
        if (keys.isEmpty()) {
            throw new KeyringException(source + " must hold at least one key, an id and 32 bytes in Base64");
        }
        this.keys = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(keys));
        var first = keys.firstEntry();
        primaryId = first.getKey();
        primary = first.getValue();
    }

    /**
     * A keyring of these keys by id, the primary first.
     *
     * @param keys ids of 1 to 64 letters, digits, '-' and '_'; keys of 32 bytes each
     * @throws KeyringException if a key or an id is not of that form, or there is none
     */
    public static Keyring of(SequencedMap<String, byte[]> keys) {
        var checked = new LinkedHashMap<String, SecretKey>();
        keys.forEach((id, key) ->
                checked.put(KeyText.checkedId(id, "the keyring"), KeyText.key(key.clone(), "the key '" + id + "'")));
        return new Keyring(checked, "the keyring");
    }

    /**
     * Reads a file with one key a line, {@code id: base64}, the primary first; lines that begin with {@code #} are
     * comments. Logs a warning if others than the owner may read the file.
     *
     * @throws KeyringException if the file cannot be read, or a line is wrong; the message names the line
     */
    public static Keyring read(Path file) {
        return new Keyring(KeyText.lines(KeyFile.read(file), file.toString()), file.toString());
    }

    /**
     * Reads keys from the text of an environment variable, {@code id=base64,id=base64}, the primary first.
     *
     * @throws KeyringException if an entry is wrong; the message names it by its number
     */
    public static Keyring parse(String text) {
        return new Keyring(KeyText.list(text, ENVIRONMENT_VARIABLE), ENVIRONMENT_VARIABLE);
    }

    /**
     * The keys in {@value #ENVIRONMENT_VARIABLE}, if it is set and not blank.
     *
     * @throws KeyringException if an entry is wrong; the message names it by its number
     */
    public static Optional<Keyring> fromEnvironment(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(ENVIRONMENT_VARIABLE))
                .filter(text -> !text.isBlank())
                .map(Keyring::parse);
    }

    /**
     * Makes a new file with one random key, readable by its owner only, and is on disk when this returns.
     *
     * @throws KeyringException if the file is there already or cannot be written
     */
    public static Keyring generate(Path file) {
        KeyFile.create(
                file,
                "# Keys that seal the secrets in the store; the first one seals, all open. Keep a copy elsewhere:\n"
                        + "# without them no stored credential can be read.\n" + KeyText.randomLine());
        return read(file);
    }

    /**
     * A keyring with one random key that is kept nowhere: for tests, and for brokers whose store is not kept either.
     */
    public static Keyring temporary() {
        return new Keyring(KeyText.lines(KeyText.randomLine(), "the keyring"), "the keyring");
    }

    /** The id of the key that seals. */
    public String primaryKeyId() {
        return primaryId;
    }

    /** The ids of all keys, the primary first. */
    public SequencedSet<String> keyIds() {
        return keys.sequencedKeySet();
    }

    /**
     * Seals with the primary key.
     *
     * @param context what the text belongs to; the same is needed to open it, so it cannot be moved elsewhere
     * @return URL-safe characters and dots; about 4/3 of the length of {@code plain} and 120 more
     */
    public String seal(byte[] plain, byte[] context) {
        return Envelope.seal(dataKeys, primaryId, primary, plain, context).text();
    }

    /**
     * Opens what {@link #seal} made with any of the keys.
     *
     * @throws SealException saying whether a key is missing or does not fit, or the text was changed, moved or none
     */
    public byte[] open(String sealed, byte[] context) {
        var envelope = Envelope.parse(sealed);
        return envelope.open(dataKeys, key(envelope), context);
    }

    /**
     * Whether a sealed text uses another key than the primary one.
     *
     * @throws SealException.Malformed if the text is no sealed text
     */
    public boolean needsReseal(String sealed) {
        return !Envelope.parse(sealed).keyId().equals(primaryId);
    }

    /**
     * The id of the key that a sealed text uses.
     *
     * @throws SealException.Malformed if the text is no sealed text
     */
    public static String keyId(String sealed) {
        return Envelope.parse(sealed).keyId();
    }

    /**
     * The same content under the primary key; the very same text if it is sealed with it already. What is sealed is not
     * decrypted, so the context is not needed.
     *
     * @throws SealException if a key is missing or does not fit, or the text is no sealed text
     */
    public String reseal(String sealed) {
        var envelope = Envelope.parse(sealed);
        if (envelope.keyId().equals(primaryId)) {
            return sealed;
        }
        return envelope.rewrap(dataKeys, key(envelope), primaryId, primary).text();
    }

    private SecretKey key(Envelope envelope) {
        var key = keys.get(envelope.keyId());
        if (key == null) {
            throw new SealException.UnknownKey(envelope.keyId());
        }
        return key;
    }

    @Override
    public String toString() {
        return "Keyring" + keys.keySet();
    }
}

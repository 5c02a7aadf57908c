package io.chandler.broker.secrets.internal;

import io.chandler.broker.secrets.KeyringException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys as text: an id and 32 bytes in Base64, in either of two notations. */
public final class KeyText {

    private static final int MAXIMUM_ID_LENGTH = 64;

    private KeyText() {}

    /** Reads lines of {@code id: base64}; empty lines and lines that begin with {@code #} are skipped. */
    public static SequencedMap<String, SecretKey> lines(String text, String source) {
        var keys = new LinkedHashMap<String, SecretKey>();
        int number = 0;
        for (var line : text.split("\n", -1)) {
            number++;
            var entry = line.strip();
            if (!entry.isEmpty() && !entry.startsWith("#")) {
                add(keys, entry, ':', source + " line " + number);
            }
        }
        return keys;
    }

    /** Reads {@code id=base64,id=base64}. */
    public static SequencedMap<String, SecretKey> list(String text, String source) {
        var keys = new LinkedHashMap<String, SecretKey>();
        int number = 0;
        for (var entry : text.split(",", -1)) {
            number++;
            if (!entry.isBlank()) {
                add(keys, entry.strip(), '=', source + " entry " + number);
            }
        }
        return keys;
    }

    /** A line for a new random key. */
    public static String randomLine() {
        var random = new SecureRandom();
        byte[] id = new byte[4];
        random.nextBytes(id);
        byte[] key = new byte[Aes.KEY_LENGTH];
        random.nextBytes(key);
        return "key-" + HexFormat.of().formatHex(id) + ": "
                + Base64.getEncoder().encodeToString(key) + "\n";
    }

    private static void add(SequencedMap<String, SecretKey> keys, String entry, char separator, String place) {
        int at = entry.indexOf(separator);
        if (at < 0) {
            throw new KeyringException(
                    place + " must be an id, '" + separator + "' and a key in Base64, but has no '" + separator + "'");
        }
        var id = entry.substring(0, at).strip();
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(unquoted(entry.substring(at + 1).strip()));
        } catch (IllegalArgumentException e) {
            throw new KeyringException(place + ": the key must be written in Base64");
        }
        if (keys.putIfAbsent(checkedId(id, place), key(bytes, place + ": the key '" + id + "'")) != null) {
            throw new KeyringException(place + ": there is already a key '" + id + "'; ids must be unique");
        }
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** The id, if it consists of letters, digits, hyphens and underscores. */
    public static String checkedId(String id, String place) {
        boolean fits =
                !id.isEmpty() && id.length() <= MAXIMUM_ID_LENGTH && id.chars().allMatch(KeyText::idCharacter);
        if (!fits) {
            throw new KeyringException(
                    place + ": the key's id must be 1 to " + MAXIMUM_ID_LENGTH + " letters, digits, '-' or '_'");
        }
        return id;
    }

    private static boolean idCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** The key, if it has the right length. */
    public static SecretKey key(byte[] bytes, String place) {
        if (bytes.length != Aes.KEY_LENGTH) {
            throw new KeyringException(place + " must be " + Aes.KEY_LENGTH + " bytes long, but has " + bytes.length);
        }
        return new SecretKeySpec(bytes, "AES");
    }
}

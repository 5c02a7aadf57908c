package io.chandler.store.kubernetes.internal;

import io.chandler.resources.Ref;
import io.chandler.resources.StoreException;
import io.chandler.resources.served.ObjectNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of objects, and values of labels, that a cluster allows. No two objects have the same name. What is in the
 * namespace {@code default} has its own name where that is allowed; others add {@code .<namespace>.platform}. What would
 * be too long becomes a hash.
 */
public final class Names {

    private static final int LONGEST = 1_024;
    private static final int LONGEST_LABEL_VALUE = 63;
    private static final String DEFAULT = "default";
    private static final String EMPTY = ObjectNames.MARK + "z";
    private static final String HASHED = ObjectNames.MARK + "z-";

    private Names() {}

    /** The name of an object in the cluster. @throws StoreException.Invalid if the object may not be named so */
    public static String of(Ref ref) {
        check("namespace", ref.namespace());
        check("name", ref.name());
        if (ref.name().isEmpty()) {
            throw new StoreException.Invalid("the name of an object must not be empty");
        }
        int slash = ref.name().indexOf('/');
        boolean two = slash > 0 && slash < ref.name().length() - 1 && ref.name().indexOf('/', slash + 1) < 0;
        var own = two
                ? ObjectNames.name(ref.name().substring(0, slash), ref.name().substring(slash + 1))
                : part(ref.name());
        var name = ref.namespace().equals(DEFAULT) ? own : own + "." + part(ref.namespace()) + ".platform";
        return name.length() <= ObjectNames.LONGEST_NAME
                ? name
                : HASHED + hash(ref.namespace() + "\u0000" + ref.name()).substring(0, 64);
    }

    /** The value of the label that all objects of a namespace have. */
    public static String platform(String namespace) {
        check("namespace", namespace);
        var value = part(namespace);
        return value.length() <= LONGEST_LABEL_VALUE ? value : hashedValue(namespace);
    }

    /** The value of the label that all objects of a namespace have whose names begin with the same text up to a slash. */
    public static String parent(String namespace, String upToSlash) {
        check("namespace", namespace);
        check("beginning of a name", upToSlash);
        return hashedValue(namespace + "\u0000" + upToSlash);
    }

    private static String part(String text) {
        return text.isEmpty() ? EMPTY : ObjectNames.name(DEFAULT, text).substring(DEFAULT.length() + 1);
    }

    private static String hashedValue(String text) {
        return HASHED + hash(text).substring(0, 40);
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(String what, String text) {
        if (text.length() > LONGEST) {
            throw new StoreException.Invalid(
                    "the " + what + " of an object must have at most " + LONGEST + " characters, not " + text.length());
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new StoreException.Invalid("the " + what + " of an object must be valid Unicode");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new StoreException.Invalid("the " + what + " of an object must not contain control characters");
        }
    }
}

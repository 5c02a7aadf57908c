package io.chandler.resources.internal;

import io.chandler.resources.Ref;
import io.chandler.resources.Scope;
import io.chandler.resources.StoreException;

/**
 * Keys of objects in a store: {@code /<plural>/<namespace>/<name>}. Keys sort as the pairs of namespace and name do,
 * and the beginning of a name gives the beginning of a key. The name is kept as it is. In the namespace each character
 * up to the slash is written as {@code 0a} to {@code 0p} and the digit 0 as {@code 0q}, so that nothing in it sorts
 * before the slash that ends it.
 */
public final class Keys {

    /** Most characters of a namespace, a name or a beginning of a name. */
    public static final int MAXIMUM_LENGTH = 1_024;

    private final String root;

    /** Keys of the objects of a type. */
    public Keys(String plural) {
        boolean valid = !plural.isEmpty();
        for (int i = 0; valid && i < plural.length(); i++) {
            char c = plural.charAt(i);
            valid = (c >= 'a' && c <= 'z') || c == '.' || c == '-';
        }
        if (!valid) {
            throw new IllegalArgumentException(
                    "the plural name of a type must be lower-case letters, dots and hyphens: " + plural);
        }
        root = "/" + plural + "/";
    }

    /** The key of an object. @throws StoreException.Invalid if namespace or name are not allowed */
    public String of(Ref ref) {
        check("namespace", ref.namespace());
        check("name", ref.name());
        if (ref.name().isEmpty()) {
            throw new StoreException.Invalid("the name of an object must not be empty");
        }
        return namespace(ref.namespace(), ref.name().length())
                .append(ref.name())
                .toString();
    }

    /** What the keys of a scope begin with. */
    public String prefix(Scope scope) {
        return switch (scope) {
            case Scope.All() -> root;
            case Scope.Namespace(var namespace) -> {
                check("namespace", namespace);
                yield namespace(namespace, 0).toString();
            }
            case Scope.NamePrefix(var namespace, var prefix) -> {
                check("namespace", namespace);
                check("beginning of a name", prefix);
                yield namespace(namespace, prefix.length()).append(prefix).toString();
            }
        };
    }

    /** The object that a key names. */
    public Ref ref(String key) {
        int slash = key.indexOf('/', root.length());
        return new Ref(unescape(key.substring(root.length(), slash)), key.substring(slash + 1));
    }

    private StringBuilder namespace(String namespace, int more) {
        var key = new StringBuilder(root.length() + namespace.length() + 9 + more).append(root);
        for (int i = 0; i < namespace.length(); i++) {
            char c = namespace.charAt(i);
            if (c <= '0') {
                key.append('0').append((char) ('a' + (c - ' ')));
            } else {
                key.append(c);
            }
        }
        return key.append('/');
    }

    private static String unescape(String text) {
        if (text.indexOf('0') < 0) {
            return text;
        }
        var namespace = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            namespace.append(c == '0' ? (char) (text.charAt(++i) - 'a' + ' ') : c);
        }
        return namespace.toString();
    }

    private static void check(String what, String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new StoreException.Invalid("the " + what + " of an object must have at most " + MAXIMUM_LENGTH
                    + " characters, not " + text.length());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
                throw new StoreException.Invalid("the " + what + " of an object must not contain control characters");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new StoreException.Invalid("the " + what + " of an object must be valid Unicode");
                }
                i++;
            }
        }
    }
}

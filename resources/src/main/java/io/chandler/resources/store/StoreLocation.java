package io.chandler.resources.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a store is, and as whom to open it.
 *
 * @param url a scheme and what its {@link StoreFactory} understands, such as {@code sqlite:chandler.db}; may hold a password
 * @param folder what relative files of the URL are relative to
 * @param user unless the URL names one
 * @param password unless the URL holds one
 */
public record StoreLocation(String url, Path folder, Optional<String> user, Optional<String> password) {

    private static final Pattern PASSWORD_PARAMETER = Pattern.compile("((?i)password=)[^&]*");

    /** A location without a user. */
    public static StoreLocation of(String url, Path folder) {
        return new StoreLocation(url, folder, Optional.empty(), Optional.empty());
    }

    /** What precedes the first colon; empty if there is none. */
    public String scheme() {
        return url.substring(0, Math.max(0, url.indexOf(':')));
    }

    /** The URL without a password: neither one before the host nor one among the parameters. */
    public String display() {
        return PASSWORD_PARAMETER.matcher(withoutUserPassword()).replaceAll("$1***");
    }

    private String withoutUserPassword() {
        int authority = url.indexOf("://") + 3;
        int slash = url.indexOf('/', authority);
        int host = url.lastIndexOf('@', slash < 0 ? url.length() : slash);
        int colon = url.indexOf(':', authority);
        return authority > 2 && colon >= 0 && colon < host
                ? url.substring(0, colon) + ":***" + url.substring(host)
                : url;
    }

    @Override
    public String toString() {
        return "StoreLocation[" + display() + "]";
    }
}

package io.chandler.ondemand.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where the header {@code Authorization} of requests comes from. Thread-safe. */
public interface Authorization {

    /**
     * The header's value; empty for none. May ask for a token.
     *
     * @throws HttpFailure if there is none to be had
     */
    Optional<String> header();

    /** The server refused this value. Returns whether there may be another one. */
    boolean refused(String header);

    /** No authorization. */
    static Authorization none() {
        return fixed(Optional.empty(), false);
    }

    /** Basic authentication. */
    static Authorization basic(String user, String password) {
        return basic(user, password, false);
    }

    /** Basic authentication; where it insists, it is tried once more after a refusal. */
    static Authorization basic(String user, String password, boolean insisting) {
        return fixed(Optional.of(basicHeader(user, password)), insisting);
    }

    /** The value of the header for basic authentication. */
    static String basicHeader(String user, String password) {
        var both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    private static Authorization fixed(Optional<String> value, boolean insisting) {
        return new Authorization() {
            @Override
            public Optional<String> header() {
                return value;
            }

            @Override
            public boolean refused(String header) {
                return insisting;
            }
        };
    }
}

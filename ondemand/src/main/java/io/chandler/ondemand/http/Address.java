package io.chandler.ondemand.http;

import io.chandler.ondemand.configuration.ConfigurationException;
import java.net.URI;

/** Addresses of servers in the configuration. */
public final class Address {

    private Address() {}

    /**
     * The address without slashes at its end.
     *
     * @param key of the configuration that it comes from
     * @throws ConfigurationException if it is none
     */
    public static String of(String key, String url) {
        var plain = url.replaceAll("/+$", "");
        try {
            var uri = URI.create(plain);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return plain;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new ConfigurationException(key + " must be an address such as https://host.example");
    }
}

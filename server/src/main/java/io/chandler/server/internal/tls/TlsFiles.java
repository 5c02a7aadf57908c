package io.chandler.server.internal.tls;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a listener's TLS, in PEM.
 *
 * @param section of the configuration, for mistakes in the files
 * @param clientCa empty where clients are not asked for certificates
 * @param clientAuthentication {@code none}, {@code optional} or {@code required}
 */
public record TlsFiles(
        String section, Path certificate, Path key, Optional<Path> clientCa, String clientAuthentication) {

    /** Those of the broker's listener; empty without TLS. */
    public static Optional<TlsFiles> of(Configuration configuration) {
        return configuration
                .find(Keys.TLS_CERTIFICATE)
                .map(certificate -> new TlsFiles(
                        "server.tls",
                        certificate,
                        configuration.get(Keys.TLS_KEY),
                        configuration.find(Keys.TLS_CLIENT_CA),
                        configuration.get(Keys.TLS_CLIENT_AUTHENTICATION)));
    }

    /** The files, to be looked at for changes. */
    public List<Path> all() {
        return Stream.concat(Stream.of(certificate, key), clientCa.stream()).toList();
    }
}

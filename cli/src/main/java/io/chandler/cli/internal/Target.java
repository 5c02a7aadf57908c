package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.Json;
import io.chandler.osb.OriginatingIdentity;
import io.chandler.osb.client.BrokerClient;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;

/**
 * The broker to talk to. {@code toString} hides the password.
 *
 * @param certificates a PEM file of the authorities to trust instead of the JDK's
 */
record Target(String url, Optional<String> user, Optional<String> password, Optional<Path> certificates) {

    private static final String FILE = "target.json";

    /** Without slashes at the end, so that one broker has one page in the notebook. */
    Target {
        int end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') {
            end--;
        }
        url = url.substring(0, end);
    }

    @Override
    public String toString() {
        return "Target[url=" + url + ", user=" + user + "]";
    }

    /** Where the target is kept. */
    static Path file(Environment environment) {
        return environment.configuration().resolve(FILE);
    }

    /**
     * The target of the variables CHANDLER_TARGET, CHANDLER_USER, CHANDLER_PASSWORD and CHANDLER_CA, or else the kept
     * one. A kept password is never used for an address from a variable.
     */
    static Optional<Target> find(Environment environment) {
        var user = environment.variable("CHANDLER_USER");
        var password = environment.variable("CHANDLER_PASSWORD");
        var certificates = environment.variable("CHANDLER_CA").map(Path::of);
        return environment
                .variable("CHANDLER_TARGET")
                .map(url -> new Target(url, user, password, certificates))
                .or(() -> kept(environment)
                        .map(kept -> new Target(
                                kept.url,
                                user.or(kept::user),
                                password.or(() -> user.isPresent() ? Optional.empty() : kept.password),
                                certificates.or(kept::certificates))));
    }

    private static Optional<Target> kept(Environment environment) {
        var file = file(environment);
        return PrivateFiles.read(file).map(bytes -> {
            if (PrivateFiles.openToOthers(file)) {
                environment.err().println("Warning: other users may read " + file + "; chmod 600 makes it yours.");
            }
            try {
                return Json.mapper().readValue(bytes, Target.class);
            } catch (JacksonException e) {
                throw new CommandFailure(
                        ExitCodes.USAGE, file + " is damaged; \"chandler target URL\" writes it anew.");
            }
        });
    }

    /** Keeps this target. */
    void keep(Environment environment) {
        PrivateFiles.write(
                file(environment),
                Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    /** A client for it; its requests name the user of this machine. */
    BrokerClient client(Environment environment, Duration timeout) {
        try {
            var builder = BrokerClient.builder(new URI(url))
                    .clock(environment.clock())
                    .timeout(timeout);
            if (user.isPresent()) {
                builder.basic(user.get(), password.orElse(""));
            } else {
                password.ifPresent(builder::bearer);
            }
            certificates.ifPresent(file -> builder.tls(trusting(file)));
            return builder.build()
                    .onBehalfOf(new OriginatingIdentity(
                            Session.PLATFORM, Json.object().put("username", environment.user())));
        } catch (URISyntaxException e) {
            throw new CommandFailure(ExitCodes.USAGE, "The broker's address is not a URL: " + Text.clean(url));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCodes.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static SSLContext trusting(Path pem) {
        try (var in = Files.newInputStream(pem)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + count++, certificate);
            }
            if (count == 0) {
                throw new CommandFailure(ExitCodes.USAGE, "There is no certificate in " + pem + ".");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new CommandFailure(ExitCodes.USAGE, "Cannot read " + pem + ": " + Text.reason(e) + ".");
        } catch (GeneralSecurityException e) {
            throw new CommandFailure(ExitCodes.USAGE, pem + " must hold certificates in PEM.");
        }
    }
}

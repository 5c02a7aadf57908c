package io.chandler.osb.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.chandler.osb.client.InstanceRequest.FetchInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker behind TLS, with a certificate of its own. */
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    @Test
    void onlyABrokerThatIsTrustedIsSpokenTo() throws Exception {
        var keys = keys();
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'{', '}'});
            exchange.close();
        });
        server.start();
        var uri = URI.create("https://localhost:" + server.getAddress().getPort());
        try (var trusting = BrokerClient.builder(uri).tls(context(keys)).build();
                var suspicious = BrokerClient.builder(uri).build()) {
            assertThat(trusting.fetchInstance(FetchInstance.of("i"))).isInstanceOf(Outcome.Done.class);
            assertThat(suspicious.fetchInstance(FetchInstance.of("i")))
                    .isInstanceOfSatisfying(Outcome.Unreachable.class, unreachable -> {
                        assertThat(unreachable.cause()).isEqualTo(Outcome.Cause.NOT_SENT);
                        assertThat(unreachable.problem())
                                .startsWith("The broker at " + uri + " cannot be reached: TLS:");
                    });
        } finally {
            server.stop(0);
        }
    }

    private KeyStore keys() throws Exception {
        var file = folder.resolve("keys.p12");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return store;
    }

    private static SSLContext context(KeyStore store) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("broker", store.getCertificate("broker"));
        trust.init(authorities);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}

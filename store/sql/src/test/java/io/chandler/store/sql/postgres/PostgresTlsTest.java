package io.chandler.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who the server is must be proved by a certificate, for a name. */
class PostgresTlsTest {

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static String database;
    private static Path authority;

    @BeforeAll
    static void startWithACertificate() throws Exception {
        server = TestServer.start("");
        database = server.database();
        var store = folder.resolve("keys.p12");
        int outcome = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(outcome).isZero();
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        authority = Files.writeString(folder.resolve("authority.pem"), certificate);
        var key = Files.writeString(
                server.data().resolve("server.key"),
                pem(
                        "PRIVATE KEY",
                        keys.getKey("server", "changeit".toCharArray()).getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        TestServer.give(key);
        TestServer.give(Files.writeString(server.data().resolve("server.crt"), certificate));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }

    private static StoreLocation location(String host, String parameters) {
        return new StoreLocation(
                "postgresql://postgres@" + host + ":" + server.port() + "/" + database + parameters,
                folder,
                Optional.empty(),
                Optional.of(TestServer.PASSWORD));
    }

    private static void assertRefused(String host, String parameters) {
        assertThatThrownBy(() -> PostgresStore.open(location(host, parameters), PostgresSettings.defaults()))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("PostgreSQL at " + host);
    }

    private static void assertEncrypted(String host, String parameters) throws SQLException {
        try (var store = PostgresStore.open(location(host, parameters), PostgresSettings.defaults())) {
            store.ping();
            try (var connection = server.connect("postgres");
                    var statement = connection.createStatement();
                    var result = statement.executeQuery(
                            "SELECT count(*), count(*) FILTER (WHERE ssl) FROM pg_stat_ssl JOIN pg_stat_activity"
                                    + " USING (pid) WHERE datname = '" + database + "'")) {
                result.next();
                assertThat(result.getInt(1)).isPositive().isEqualTo(result.getInt(2));
            }
        }
    }

    @Test
    void theServerMustProveWhoItIs() throws Exception {
        assertRefused("localhost", "?sslmode=verify-full&sslrootcert=" + authority.getFileName());
        server.configure("ssl = on");
        server.reload();
        assertEncrypted("localhost", "?sslmode=verify-full&sslrootcert=" + authority.getFileName());
        assertEncrypted("127.0.0.1", "?sslmode=verify-ca&sslrootcert=" + authority.getFileName());
        assertEncrypted("127.0.0.1", "?sslmode=require");
        // The certificate is for another name; or of an authority that the JDK does not know.
        assertRefused("127.0.0.1", "?sslmode=verify-full&sslrootcert=" + authority.getFileName());
        assertRefused("localhost", "?sslmode=verify-full");
    }
}

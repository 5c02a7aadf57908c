package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker's listener with TLS. */
class ListenerTlsTest {

    private static final String WORD = "changeit";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private Installation house;

    @BeforeAll
    static void makeKeys() throws Exception {
        makeKey("good", "-validity", "100");
        makeKey("old", "-startdate", "-30d", "-validity", "10");
    }

    /** A key of 2048 bits with a certificate for this machine, in PEM. */
    private static void makeKey(String name, String... life) throws Exception {
        var store = keys.resolve(name + ".p12");
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                WORD);
        builder.command().addAll(List.of(life));
        var process = builder.redirectErrorStream(true).start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        var read = KeyStore.getInstance("PKCS12");
        try (var stream = Files.newInputStream(store)) {
            read.load(stream, WORD.toCharArray());
        }
        pem(name + ".crt", "CERTIFICATE", read.getCertificate(name).getEncoded());
        pem(name + ".key", "PRIVATE KEY", read.getKey(name, WORD.toCharArray()).getEncoded());
    }

    private static void pem(String file, String label, byte[] content) throws IOException {
        Files.writeString(
                keys.resolve(file),
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END "
                        + label + "-----\n");
    }

    private static String tls(String name) {
        return "tls: {cert_file: " + keys.resolve(name + ".crt") + ", key_file: " + keys.resolve(name + ".key") + "}";
    }

    @BeforeEach
    void install() throws IOException {
        house = new Installation(folder);
    }

    @AfterEach
    void end() {
        house.close();
    }

    private SSLSocket connect() throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        var certificates = CertificateFactory.getInstance("X.509");
        trusted.setCertificateEntry(
                "broker",
                certificates.generateCertificate(
                        new ByteArrayInputStream(Files.readAllBytes(keys.resolve("good.crt")))));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", house.port);
        socket.setSoTimeout(30_000);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static String ask(Socket socket, String path) throws IOException {
        var user = Base64.getEncoder()
                .encodeToString((Installation.USER + ":" + Installation.PASSWORD).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Broker-API-Version: 2.17\r\nAuthorization: "
                                + "Basic " + user + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return read(socket.getInputStream());
    }

    private static String read(InputStream input) throws IOException {
        return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
    })
    void theCatalogIsServed(String protocol, String suite) throws Exception {
        try (var _ = house.start(tls("good"));
                var socket = connect()) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            assertThat(ask(socket, "/v2/catalog")).startsWith("HTTP/1.1 200 ").contains("\"name\":\"redis\"");
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"})
    void weakSuitesAreRefused(String suite) throws Exception {
        try (var _ = house.start(tls("good"));
                var socket = connect()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {suite});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    /** The JDK's client no longer speaks what is older than TLS 1.2. */
    @Test
    void olderVersionsAreRefused() throws Exception {
        try (var _ = house.start(tls("good"));
                var socket = new Socket(InetAddress.getLoopbackAddress(), house.port)) {
            socket.setSoTimeout(30_000);
            var hello = new byte[] {
                22,
                3,
                1,
                0,
                45,
                1,
                0,
                0,
                41,
                3,
                2, // a handshake that offers TLS 1.1
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0, // random
                0,
                0,
                2,
                (byte) 0xc0,
                0x13,
                1,
                0 // no session, one suite, no compression
            };
            socket.getOutputStream().write(hello);
            int alert = socket.getInputStream().read();
            assertThat(alert).isEqualTo(21);
            var rest = socket.getInputStream().readNBytes(6);
            assertThat(rest[5]).as("protocol_version").isEqualTo((byte) 70);
        }
    }

    @Test
    void aClientThatSpeaksInClearIsToldSo() throws Exception {
        try (var _ = house.start(tls("good"));
                var socket = new Socket(InetAddress.getLoopbackAddress(), house.port)) {
            socket.setSoTimeout(30_000);
            var answer = ask(socket, "/v2/catalog");
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
            try (var next = connect()) {
                assertThat(ask(next, "/v2/catalog")).startsWith("HTTP/1.1 200 ");
            }
        }
        assertThat(house.lines()).noneMatch(line -> line.contains("Exception"));
    }

    @Test
    void aCertificateThatHasExpiredIsTold() throws Exception {
        assertThatThrownBy(() -> house.start(tls("old")))
                .hasMessageMatching("error starting broker: server certificate expired on "
                        + "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\+0000 UTC");
    }

    @Test
    void aKeyOfAnotherCertificateIsTold() throws Exception {
        var mixed = "tls: {cert_file: " + keys.resolve("good.crt") + ", key_file: " + keys.resolve("old.key") + "}";
        assertThatThrownBy(() -> house.start(mixed)).hasMessageStartingWith("error starting broker: ");
    }
}

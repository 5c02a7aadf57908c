package io.chandler.ondemand.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.ondemand.bosh.HttpDirector;
import io.chandler.ondemand.configuration.Configuration.Bosh;
import io.chandler.ondemand.configuration.Configuration.BoshAuthentication;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.ConfigurationException;
import io.chandler.ondemand.http.HttpConnections.Settings;
import io.chandler.testkit.Authority;
import io.chandler.testkit.director.DirectorSimulator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConnectionsTest {

    private DirectorSimulator server;
    private String url;

    @BeforeEach
    void start() {
        server = DirectorSimulator.start();
        url = server.url() + "/info";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Trust trust() {
        return Trust.only("key", Optional.of(server.authority().pem()));
    }

    private static HttpReply get(Settings settings, String url) {
        try (var connections = new HttpConnections(settings)) {
            return connections.send(HttpCall.get(url));
        }
    }

    @Test
    void serversOfAConfiguredAuthorityAreTrusted() {
        assertThat(get(Settings.of(trust()), url).status()).isEqualTo(200);
        var pems = List.of(
                "# a comment\n" + Authority.make().pem(), server.authority().pem());
        assertThat(get(Settings.of(Trust.systemAnd("key", pems)), url).status()).isEqualTo(200);
        assertThat(get(Settings.of(Trust.everything()), url).status()).isEqualTo(200);
    }

    @Test
    void othersAreNot() {
        for (var stranger : List.of(
                Trust.only("key", Optional.empty()),
                Trust.systemAnd("key", List.of()),
                Trust.systemAnd("key", List.of(Authority.make().pem())))) {
            assertThatThrownBy(() -> get(Settings.of(stranger), url))
                    .isInstanceOfSatisfying(
                            HttpFailure.class, e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.CERTIFICATE))
                    .hasMessage("Get \"" + url + "\": x509: certificate signed by unknown authority");
        }
    }

    @Test
    void whatIsNoCertificateIsToldWithItsKey() {
        assertThatThrownBy(() -> Trust.only("bosh.root_ca_cert", Optional.of("secret")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("bosh.root_ca_cert must be a certificate in PEM");
    }

    @Test
    void aSlowAnswerIsGivenUp() {
        server.faults().all("GET /info").hang();

        assertThatThrownBy(() -> get(Settings.of(trust()).within(Duration.ofMillis(200)), url))
                .hasMessageContaining("Client.Timeout exceeded");
        server.faults().clear();
    }

    @Test
    void aLargeAnswerIsRefused() {
        var small = new Settings(trust(), Proxies.none(), Duration.ofSeconds(5), 1, Duration.ZERO, 1, 10);

        assertThatThrownBy(() -> get(small, url)).hasMessageEndingWith("answer too large");
        assertThatThrownBy(() -> get(small, url + "?")).hasMessageEndingWith("answer too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?"})
    void aBrokenConnectionIsTriedAgain(String query) {
        server.faults().next(2, "GET /info.*").closeConnection();

        assertThat(get(Settings.of(trust()).attempts(3, Duration.ZERO), url + query)
                        .status())
                .isEqualTo(200);
        server.faults().all("GET /info.*").closeConnection();
        assertThatThrownBy(() -> get(Settings.of(trust()).attempts(3, Duration.ZERO), url + query))
                .isInstanceOf(HttpFailure.class)
                .hasMessageEndingWith(": EOF");
    }

    @Test
    void aBareQuestionMarkArrives() {
        get(Settings.of(trust()), url + "?");

        assertThat(server.requests().getLast().query()).contains("");
    }

    @Test
    void noMoreRequestsThanConnectionsAreOnTheirWay() throws Exception {
        var two = new Settings(trust(), Proxies.none(), Duration.ofSeconds(10), 1, Duration.ZERO, 2, 1000);
        server.faults().all("GET /info").hang();
        try (var connections = new HttpConnections(two);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = IntStream.range(0, 6)
                    .mapToObj(_ -> threads.submit(() -> connections.send(HttpCall.get(url))))
                    .toList();
            await().until(() -> server.requests().size() == 2);
            server.faults().clear();
            for (var reply : replies) {
                assertThat(reply.get().status()).isEqualTo(200);
            }
        }
        assertThat(server.requests()).hasSize(6);
    }

    @Test
    void everyRequestGoesThroughTheSocksProxyOfBosh() throws IOException {
        try (var socks = new SocksServer("us er", "p@ss")) {
            var environment = Map.of("BOSH_ALL_PROXY", "socks5://us%20er:p%40ss@localhost:" + socks.port());
            var address = "localhost:" + server.url().getPort();
            var bosh = new Bosh(
                    address,
                    Optional.of(server.authority().pem()),
                    new BoshAuthentication.Basic(new Credentials("admin", "admin-password")));
            try (var director = new HttpDirector(bosh, environment)) {
                director.information();
                director.deploy("name: x", Optional.empty());
            }
            assertThat(socks.targets()).as("one connection for both").containsExactly(address);

            try (var director = new HttpDirector(bosh, environment, HttpDirector.Requests.ORIGINAL)) {
                director.information();
                director.deploy("name: x", Optional.empty());
            }
            assertThat(socks.targets())
                    .as("and a connection more for the bare question mark")
                    .hasSizeGreaterThanOrEqualTo(3)
                    .containsOnly(address);
        }
    }

    @Test
    void aSocksProxyThatRefusesIsAFailure() throws IOException {
        try (var socks = new SocksServer("user", "password")) {
            var environment = Map.of("BOSH_ALL_PROXY", "socks5://user:wrong@localhost:" + socks.port());
            for (var target : List.of(url, url + "?")) {
                assertThatThrownBy(() -> get(Settings.of(trust()).through(Proxies.ofBosh(environment)), target))
                        .isInstanceOf(HttpFailure.class)
                        .message()
                        .doesNotContain("wrong");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh+socks5://user:secret@host:22", "socks5://host", "http://host:1", "::secret::"})
    void otherProxiesOfBoshAreRefusedWithoutTheirPassword(String value) {
        assertThatThrownBy(() -> Proxies.ofBosh(Map.of("BOSH_ALL_PROXY", value)))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .startsWith("BOSH_ALL_PROXY")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example/x, secure.proxy:3128",
        "http://api.example/x, plain.proxy:80",
        "https://localhost:1/x, direct",
        "https://127.0.0.1/x, direct",
        "https://a.inside.example/x, direct",
        "https://inside.example/x, direct",
        "https://other.example:444/x, direct",
        "https://other.example:445/x, secure.proxy:3128",
        "https://notinside.example/x, secure.proxy:3128"
    })
    void theProxyOfTheEnvironmentDependsOnTheAddress(String address, String proxy) {
        var proxies = Proxies.ofEnvironment(Map.of(
                "https_proxy", "http://secure.proxy:3128",
                "HTTP_PROXY", "plain.proxy",
                "no_proxy", "inside.example, other.example:444"));

        var chosen =
                proxies.selector().orElseThrow().select(URI.create(address)).getFirst();
        assertThat(String.valueOf(chosen.address()).replace("/<unresolved>", ""))
                .isEqualTo(proxy.equals("direct") ? "null" : proxy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api.example", "ftp://api.example", "https://", "https://a b"})
    void whatIsNoAddressIsToldWithItsKey(String url) {
        assertThatThrownBy(() -> Address.of("cf.url", url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("cf.url must be an address such as https://host.example");
        assertThat(Address.of("cf.url", "https://api.example//")).isEqualTo("https://api.example");
    }
}

package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids arrive as they were sent, whatever characters they have. */
class RawPathTest {

    private static final MemoryBroker BROKER = new MemoryBroker();
    private static final BrokerServer SERVER = Servers.start(BROKER, "");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static String put(String target) {
        return Raw.exchange(
                SERVER.address(),
                "PUT " + target + " HTTP/1.1\r\n" + Raw.HEADERS + "Content-Length: " + MemoryBroker.BODY.length()
                        + "\r\n\r\n" + MemoryBroker.BODY);
    }

    @ParameterizedTest
    @CsvSource({
        "a%2Fb, a/b",
        "a%2fb%2Fc, a/b/c",
        ".., ..",
        "%2E%2E, ..",
        "., .",
        "a%20b%2Fc%C3%A4, a b/cä",
        "a;b=c, a;b=c",
        "a;b=c;d, a;b=c;d",
        "a:b@c, a:b@c",
        "a+b, a+b",
        "%25, %",
        "%F0%9F%9A%A2, 🚢",
        "a//b, ",
        "a%3Fb, a?b",
        "%22%3C%3E%5C%5E%60%7B%7C%7D, \"<>\\^`{|}",
    })
    void anEncodedIdArrivesDecodedOnce(String sent, String id) {
        BROKER.instances.clear();

        var response = put("/v2/service_instances/" + sent);

        if (id == null) {
            assertThat(response).startsWith("HTTP/1.1 404");
            assertThat(BROKER.instances).isEmpty();
        } else {
            assertThat(response).startsWith("HTTP/1.1 201");
            assertThat(BROKER.instances).containsOnlyKeys(id);
        }
    }

    @Test
    void anIdOf255OddCharactersIsTaken() {
        BROKER.instances.clear();

        assertThat(put("/v2/service_instances/" + "%E2%98%83".repeat(255))).startsWith("HTTP/1.1 201");

        assertThat(BROKER.instances).containsOnlyKeys("☃".repeat(255));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%4",
                "%zz",
                "%00",
                "%0A",
                "%C3",
                "%C3%28",
                "%ED%A0%80",
                "%20",
                "a\u00e4",
                "a\u0001",
                "a#b",
                "a%"
            })
    void aMalformedIdIsRefused(String sent) {
        BROKER.instances.clear();

        assertThat(put("/v2/service_instances/" + sent))
                .startsWith("HTTP/1.1 400")
                .contains("\"description\"");

        assertThat(BROKER.instances).isEmpty();
    }

    @Test
    void dotsAreNotResolved() {
        assertThat(put("/v2/nothing/../service_instances/x")).startsWith("HTTP/1.1 404");
        assertThat(put("/v2//service_instances/x")).startsWith("HTTP/1.1 404");
        assertThat(put("//v2/service_instances/x")).startsWith("HTTP/1.1 404");
    }

    @Test
    void theQueryArrivesAsSent() {
        var response = Raw.exchange(
                SERVER.address(),
                "GET /v2/service_instances/x/last_operation?operation=task%2010%2F%C3%A4%26%3D&service_id&plan_id=a"
                        + " HTTP/1.1\r\n"
                        + Raw.HEADERS + "\r\n");

        assertThat(response).startsWith("HTTP/1.1 200").contains("task 10/\u00c3\u00a4&=");
    }

    @Test
    void theAddressMayBeAbsolute() {
        assertThat(put("http://broker:80/v2/service_instances/absolute")).startsWith("HTTP/1.1 201");
        assertThat(put("ftp://broker/v2/service_instances/absolute")).startsWith("HTTP/1.1 400");
    }
}

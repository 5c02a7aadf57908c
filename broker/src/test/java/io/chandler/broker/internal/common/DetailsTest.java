package io.chandler.broker.internal.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.broker.Credentials;
import io.chandler.osb.Json;
import io.chandler.osb.ServiceEndpoint;
import io.chandler.osb.ServiceOffering;
import io.chandler.osb.VolumeMount;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a service may give out: nothing that a platform would refuse, and leave an orphan. */
class DetailsTest {

    private static final VolumeMount MOUNT = new VolumeMount("nfs", "/data", "rw", "shared", "v", Optional.empty());

    private static ServiceOffering offering(String... requires) {
        return new ServiceOffering(
                "id",
                "name",
                "A service.",
                List.of(),
                List.of(requires),
                true,
                true,
                true,
                false,
                false,
                Json.object(),
                Optional.empty(),
                List.of(),
                Json.object());
    }

    @Test
    void whatPlatformsTakeIsTaken() {
        var given = Credentials.of("user", "u")
                .endpoint("db.example.com", 5432)
                .endpoint(new ServiceEndpoint("10.0.0.1", List.of("443", "9000-9010"), "all"))
                .volume(MOUNT)
                .routeService("https://route.example.com/x")
                .details();
        assertThat(Details.check(given, offering("volume_mount", "route_forwarding")))
                .isEqualTo(given);
    }

    static Stream<Arguments> refused() {
        var none = Credentials.none();
        return Stream.of(
                Arguments.of(none.routeService("http://route.example.com"), "https address"),
                Arguments.of(none.routeService("https:///x"), "https address"),
                Arguments.of(none.routeService("not an address"), "https address"),
                Arguments.of(none.endpoint(new ServiceEndpoint(" ", List.of("1"), "tcp")), "host of an endpoint"),
                Arguments.of(none.endpoint(new ServiceEndpoint("h", List.of(), "tcp")), "ports of an endpoint"),
                Arguments.of(none.endpoint(new ServiceEndpoint("h", List.of("http"), "tcp")), "ports of an endpoint"),
                Arguments.of(none.endpoint(new ServiceEndpoint("h", List.of("1"), "sctp")), "protocol of an endpoint"),
                Arguments.of(
                        none.volume(new VolumeMount("nfs", "/data", "w", "shared", "v", Optional.empty())),
                        "mode of a volume"),
                Arguments.of(
                        none.volume(new VolumeMount("nfs", "/data", "r", "own", "v", Optional.empty())),
                        "device type of a volume"),
                Arguments.of(
                        none.volume(new VolumeMount("", "/data", "r", "shared", "v", Optional.empty())),
                        "driver of a volume"));
    }

    @Test
    void whatAnOfferingRequiresIsGivenByItAndByNoOther() {
        var drain = Credentials.none().syslogDrain("syslog-tls://log.example.com:6514");
        assertThat(Details.check(drain.details(), offering("syslog_drain")).syslogDrainUrl())
                .isPresent();
        var withoutDrain = Credentials.of("user", "u").details();
        assertThatThrownBy(() -> Details.check(withoutDrain, offering("syslog_drain")))
                .hasMessageContaining("requires syslog_drain");
        for (var given : List.of(
                drain,
                Credentials.none().volume(MOUNT),
                Credentials.none().routeService("https://route.example.com"))) {
            assertThatThrownBy(() -> Details.check(given.details(), offering()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not require");
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatPlatformsRefuseIsNot(Credentials given, String why) {
        assertThatThrownBy(() -> Details.check(given.details(), offering("volume_mount", "route_forwarding")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(why);
    }
}

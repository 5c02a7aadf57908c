package io.chandler.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreOpenException;
import io.chandler.store.etcd.EtcdSettings.Compaction;
import io.chandler.store.etcd.EtcdSettings.Identity;
import io.chandler.store.etcd.EtcdSettings.Member;
import io.chandler.store.etcd.EtcdSettings.Tls;
import io.chandler.store.etcd.EtcdSettings.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdUrlTest {

    private static final Path FOLDER = Path.of("/etc/chandler");

    @Test
    void theShortestUrlHasDefaultsForEverything() {
        assertThat(parse("etcd://localhost"))
                .isEqualTo(EtcdSettings.of(List.of(new Member("localhost", 2379)), "chandler"));
    }

    @Test
    void allCanBeSaid() {
        var settings =
                parse("etcds://chandler:p%40ss%2F%3A+@a.example:1,[::1]:2,b/brokers/one?ca=ca.pem&certificate=c.pem"
                        + "&key=/k.pem&server-name=etcd&timeout=1500ms&in-flight=7&history=2h&history-changes=5000");
        assertThat(settings)
                .isEqualTo(new EtcdSettings(
                        List.of(new Member("a.example", 1), new Member("::1", 2), new Member("b", 2379)),
                        "brokers/one",
                        Optional.of(new User("chandler", "p@ss/:+")),
                        Optional.of(new Tls(
                                Optional.of(FOLDER.resolve("ca.pem")),
                                Optional.of(new Identity(FOLDER.resolve("c.pem"), Path.of("/k.pem"))),
                                Optional.of("etcd"))),
                        Duration.ofMillis(1500),
                        7,
                        new Compaction.Own(Duration.ofHours(2), 5000)));
        assertThat(settings.toString()).doesNotContain("p@ss");
    }

    @Test
    void compactionCanBeLeftToOthers() {
        assertThat(parse("etcd://a/x?compaction=false").compaction()).isEqualTo(new Compaction.Others());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    etcd:a                               | it must have the form etcd://host:port
                    http://a                             | it must have the form etcd://host:port
                    etcd://                              | every member must be host:port
                    etcd://a,,b                          | every member must be host:port
                    etcd://a:0                           | the port of a member must be between 1 and 65535: 0
                    etcd://a:70000                       | the port of a member must be between 1 and 65535: 70000
                    etcd://a/x//y                        | the prefix must be letters
                    etcd://a/~x                          | the prefix must be letters
                    etcd://a/x/                          | the prefix must be letters
                    etcd://a/%zz                         | prefix has a '%'
                    etcd://a?tsl=true                    | there is no parameter "tsl"; there are ca, certificate, compaction,
                    etcd://a?tls=yes                     | tls must be true or false
                    etcd://a?tls=true&tls=true           | tls is given twice
                    etcd://a?tls=                        | tls must have a value
                    etcds://a?tls=false                  | tls=false contradicts etcds:
                    etcd://a?ca=ca.pem                   | need TLS
                    etcds://a?key=k.pem                  | certificate and key must be given together
                    etcd://a?timeout=10                  | timeout must be a number with ms, s, m, h or d
                    etcd://a?timeout=10ms                | timeout must be at least 1s
                    etcd://a?timeout=1h                  | timeout must be at most 5m
                    etcd://a?in-flight=-1                | in-flight must be a whole number
                    etcd://a?in-flight=0                 | maximumInFlight must be at least 1
                    etcd://a?history=1s                  | history must be at least 1m
                    etcd://a?history-changes=1           | history-changes must be at least 1000
                    etcd://a?compaction=false&history=1h | no meaning with compaction=false
                    etcd://:secret@a                     | there is a password without a user
                    etcd://u:secret@a?password=secret    | is given twice
                    etcd://u:secret%@a                   | password has a '%'
                    etcd://u:secret#@a                   | '#' must be written as %23
                    etcd://u:secret/@a                   | every member must be host:port
                    etcd://a?secret                      | there is no parameter "..."
                    """)
    void whatIsWrongIsNamedAndNoPasswordShown(String url, String reason) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageStartingWith("store.url: ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret");
    }

    @Property(tries = 300)
    void anyTextIsReadOrRefused(@ForAll String text) {
        try {
            parse("etcd://" + text);
        } catch (StoreOpenException refused) {
            assertThat(refused).hasMessageStartingWith("store.url: ");
        }
    }

    private static EtcdSettings parse(String url) {
        return EtcdSettings.parse(url, FOLDER);
    }
}

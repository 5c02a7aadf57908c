package io.chandler.store.sql.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.store.StoreLocation;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAddressTest {

    private static ServerAddress of(String url) {
        return ServerAddress.of(
                new StoreLocation(url, Path.of("."), Optional.of("other"), Optional.of("another-secret")));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u@localhost/d, prefer",
        "postgresql://u@127.0.0.1:1/d, prefer",
        "'postgresql://u@[::1]:1,localhost/d', prefer",
        "postgresql://u@db.example.com/d, verify-full",
        "'postgresql://u@localhost,db.example.com/d', verify-full",
        "postgresql://u@db.example.com/d?sslmode=require, require",
    })
    void aServerElsewhereMustProveWhoItIs(String url, String mode) {
        assertThat(of(url).sslMode()).isEqualTo(mode);
    }

    @Test
    void itsTextHoldsNoSecret() {
        var address = of("postgres://ann:s%3Ac@DB.example.com,[fd00::1]:5433/my%20db?ApplicationName=x");
        assertThat(address).hasToString("db.example.com:5432,[fd00::1]:5433/my db");
        assertThat(address.user()).isEqualTo("ann");
        assertThat(of("postgres://host/db").user()).isEqualTo("other");
        assertThat(of("postgres://host/db")).hasToString("host:5432/db");
    }
}

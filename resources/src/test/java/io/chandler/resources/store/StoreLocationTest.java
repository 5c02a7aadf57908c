package io.chandler.resources.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreOpenException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreLocationTest {

    @ParameterizedTest
    @CsvSource({
        "sqlite:chandler.db, sqlite:chandler.db",
        "postgresql://db/chandler, postgresql://db/chandler",
        "postgresql://me@db:5432/chandler, postgresql://me@db:5432/chandler",
        "postgresql://me:hunter2@db:5432/chandler, postgresql://me:***@db:5432/chandler",
        "postgresql://me:hun@ter2@db/chandler, postgresql://me:***@db/chandler",
        "postgresql://db/chandler?user=me&password=hunter2&ssl=true, postgresql://db/chandler?user=me&password=***&ssl=true",
        "etcd://one:2379, etcd://one:2379",
    })
    void aPasswordIsNotShown(String url, String shown) {
        var location = new StoreLocation(url, Path.of(""), Optional.of("me"), Optional.of("hunter3"));
        assertThat(location.display()).isEqualTo(shown);
        assertThat(location.toString()).doesNotContain("hunter2", "hunter3").contains(shown);
    }

    @Test
    void anUnknownKindIsRefusedWithThoseThatAreThere() {
        assertThatThrownBy(() -> StoreFactory.of(StoreLocation.of("mongo:x", Path.of(""))))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("\"mongo:\"");
    }
}

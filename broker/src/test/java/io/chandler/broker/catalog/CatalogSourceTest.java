package io.chandler.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSourceTest {

    @TempDir
    private Path folder;

    private Path catalog(String text) throws IOException {
        return Files.writeString(folder.resolve("catalog.yml"), text);
    }

    @Test
    void takesAChangedFileWithoutARestart() throws IOException {
        var file = catalog(CatalogFileTest.GOOD);
        try (var source = CatalogSource.watching(file, Duration.ofMillis(5))) {
            var before = source.published();
            catalog(CatalogFileTest.GOOD.replace("Up to ten connections.", "Up to twenty connections."));
            await().until(() -> !source.published().etag().equals(before.etag()));
            assertThat(new String(source.published().json(), StandardCharsets.UTF_8))
                    .contains("Up to twenty connections.");
            assertThat(source.published().lastModified()).isAfter(before.lastModified());
        }
    }

    @Test
    void keepsTheGoodCatalogWhenTheNewOneHasMistakes() throws IOException {
        var source = CatalogSource.file(catalog(CatalogFileTest.GOOD));
        var before = source.current();
        catalog("services: []");
        assertThatThrownBy(source::reload).isInstanceOf(CatalogException.class);
        assertThat(source.current()).isSameAs(before);
        catalog(CatalogFileTest.GOOD.replace("A database of your own.", "Another."));
        assertThat(source.reload()).isTrue();
        assertThat(source.reload()).isFalse();
        assertThat(source.current().catalog().offerings().getFirst().description())
                .isEqualTo("Another.");
    }

    @Test
    void keepsTheGoodCatalogWhenTheFileIsGone() throws IOException {
        var file = catalog(CatalogFileTest.GOOD);
        var source = CatalogSource.file(file);
        Files.delete(file);
        assertThatThrownBy(source::reload).isInstanceOf(CatalogException.class).hasMessageContaining("no such file");
        assertThat(source.current().catalog().offerings()).hasSize(1);
    }

    @Test
    void hasTheSameEntityTagOnEveryReplicaAndAfterARestart() throws IOException {
        var file = catalog(CatalogFileTest.GOOD);
        assertThat(CatalogSource.file(file).published().etag())
                .isEqualTo(CatalogSource.file(file).published().etag());
        var commented = CatalogSource.file(catalog("# A comment changes nothing.\n" + CatalogFileTest.GOOD));
        assertThat(commented.published().etag())
                .isEqualTo(CatalogSource.fixed(CatalogFile.parse(CatalogFileTest.GOOD, "catalog.yml"))
                        .published()
                        .etag());
    }

    @Test
    void refusesWhatDoesNotMeetADemand() {
        var source = CatalogSource.fixed(CatalogFile.parse(CatalogFileTest.GOOD, "catalog.yml"));
        source.demand(definition -> definition.services().contains("databases")
                ? List.of()
                : List.of("services[0].chandler.service: must be databases"));
        var other =
                CatalogFile.parse(CatalogFileTest.GOOD.replace("service: databases", "service: mail"), "catalog.yml");
        assertThatThrownBy(() -> source.replace(other))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("services[0].chandler.service: must be databases");
        assertThat(source.current().services()).containsExactly("databases");
        assertThatThrownBy(() -> source.demand(_ -> List.of("services: must be other")))
                .isInstanceOf(CatalogException.class);
    }
}

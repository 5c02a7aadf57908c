package io.chandler.store.sql;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.Operation;
import io.chandler.store.kit.Operations;
import io.chandler.store.kit.StoreModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SqliteModelTest {

    @Property(tries = 60)
    void behavesAsItsModel(
            @ForAll("operations") List<Operation> operations, @ForAll @IntRange(max = 12) int maximumUnindexed)
            throws Exception {
        var folder = Files.createTempDirectory("chandler-model");
        try {
            var settings = SqliteSettings.defaults().withMaximumUnindexed(maximumUnindexed);
            Callable<Store> open = () -> SqliteStore.open(folder.resolve("model.db"), settings);
            StoreModel.check(open, Optional.of(open), operations);
        } finally {
            delete(folder);
        }
    }

    @Provide
    Arbitrary<List<Operation>> operations() {
        return Operations.any();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

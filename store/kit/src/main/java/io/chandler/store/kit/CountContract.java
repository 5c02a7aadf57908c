package io.chandler.store.kit;

import static io.chandler.store.kit.Testing.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many entries there are, in stores that know it without reading them. */
public interface CountContract extends StoreOpener {

    @Test
    default void whatIsPresentIsCountedWithoutSomeTags() throws Exception {
        try (var store = open()) {
            assertThat(store.count("", "")).hasValue(0);
            store.create("/a/1", "", bytes("x"));
            var tagged = store.create("/a/2", "gone-1", bytes("x"));
            store.create("/a/3", "go", bytes("x"));
            store.create("/b/1", "gone-2", bytes("x"));
            store.compareAndDelete("/a/4", store.create("/a/4", "", bytes("x")));
            assertThat(store.count("", "")).hasValue(4);
            assertThat(store.count("/a/", "")).hasValue(3);
            assertThat(store.count("/a/", "gone-")).hasValue(2);
            assertThat(store.count("/c/", "")).hasValue(0);
            store.compareAndSwap("/a/2", tagged, "", bytes("y"));
            assertThat(store.count("/a/", "gone-")).hasValue(3);
        }
    }
}

package io.chandler.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.apiserver.Api.Kept;
import io.chandler.apiserver.Api.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Watch. The display names name the rows of the wire contract. */
@ParameterizedClass
@EnumSource
class WatchWireTest {

    private final Api api;

    WatchWireTest(Kept kept) {
        var usual = ApiServer.Limits.defaults();
        api = new Api(
                kept,
                new ApiServer.Limits(
                        usual.reads(), usual.writes(), 1_100, Duration.ofMillis(100), Duration.ofMinutes(30)));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private String revision() {
        return api.get(Api.WIDGETS).at("/metadata/resourceVersion");
    }

    private void paint(String name, String colour) {
        var answer =
                api.patch(Api.WIDGETS + "/" + name, "merge-patch+json", "{\"spec\":{\"colour\":\"" + colour + "\"}}");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    @DisplayName("M15 changes after a revision, with the last state of what was deleted")
    void changes() throws Exception {
        api.create("a", "red");
        try (var watcher = api.watch(Api.WIDGETS + "?watch=1&resourceVersion=" + revision())) {
            api.create("b", "red");
            paint("a", "blue");
            var deleted = api.delete(Api.WIDGETS + "/a");
            assertThat(deleted.at("/status")).isEqualTo("Success");
            assertThat(watcher.brief()).isEqualTo("ADDED b");
            var modified = watcher.next();
            assertThat(modified.path("type").asString()).isEqualTo("MODIFIED");
            assertThat(modified.at("/object/spec/colour").asString()).isEqualTo("blue");
            var gone = watcher.next();
            assertThat(gone.path("type").asString()).isEqualTo("DELETED");
            assertThat(gone.at("/object/spec/colour").asString()).isEqualTo("blue");
            assertThat(Long.parseLong(
                            gone.at("/object/metadata/resourceVersion").asString()))
                    .isGreaterThan(Long.parseLong(
                            modified.at("/object/metadata/resourceVersion").asString()));
        }
    }

    @Test
    @DisplayName("M14 M15 coming into and leaving a selection are events of their own")
    void selections() throws Exception {
        api.create("a", "red");
        api.create("b", "red");
        var from = revision();
        try (var labelled = api.watch(Api.WIDGETS + "?watch=true&labelSelector=on&resourceVersion=" + from);
                var named = api.watch(
                        Api.WIDGETS + "?watch=true&fieldSelector=metadata.name%3Db&resourceVersion=" + from)) {
            label("a", "\"1\"");
            label("b", "\"1\"");
            label("a", "null");
            api.delete(Api.WIDGETS + "/b");
            assertThat(labelled.brief()).isEqualTo("ADDED a");
            assertThat(labelled.brief()).isEqualTo("ADDED b");
            assertThat(labelled.brief()).isEqualTo("DELETED a");
            assertThat(labelled.brief()).isEqualTo("DELETED b");
            assertThat(named.brief()).isEqualTo("MODIFIED b");
            assertThat(named.brief()).isEqualTo("DELETED b");
        }
    }

    private void label(String name, String value) {
        var body = "{\"metadata\":{\"labels\":{\"on\":" + value + "}}}";
        assertThat(api.patch(Api.WIDGETS + "/" + name, "merge-patch+json", body).status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("M18 without a revision, or with 0, the objects that are there come first")
    void syntheticEvents() throws Exception {
        api.create("a", "red");
        for (var query : new String[] {"", "&resourceVersion=0"}) {
            try (var watcher = api.watch(Api.WIDGETS + "?watch=true" + query)) {
                assertThat(watcher.brief()).isEqualTo("ADDED a");
                paint("a", "colour" + query.length());
                assertThat(watcher.brief()).isEqualTo("MODIFIED a");
            }
        }
    }

    @Test
    @DisplayName("M17 F06 initial events end with a marked bookmark")
    void initialEvents() throws Exception {
        api.create("a", "red");
        var from = revision();
        var query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
                + "&resourceVersion=" + from;
        try (var watcher = api.watch(Api.WIDGETS + query)) {
            assertThat(watcher.brief()).isEqualTo("ADDED a");
            var end = watcher.next();
            assertThat(end.path("type").asString()).isEqualTo("BOOKMARK");
            assertThat(end.at("/object/kind").asString()).isEqualTo("Widget");
            assertThat(end.at("/object/metadata/resourceVersion").asString()).isEqualTo(from);
            assertThat(end.at("/object/metadata/annotations/k8s.io~1initial-events-end")
                            .asString())
                    .isEqualTo("true");
            api.create("b", "red");
            assertThat(next(watcher)).isEqualTo("ADDED b");
        }
        var wrong = api.get(Api.WIDGETS + "?watch=true&sendInitialEvents=true");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(api.get(Api.WIDGETS + "?watch=true&resourceVersionMatch=NotOlderThan&resourceVersion=1")
                        .status())
                .isEqualTo(422);
        try (var quiet =
                api.watch(Api.WIDGETS + "?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan")) {
            api.create("c", "red");
            assertThat(quiet.brief()).isEqualTo("ADDED c");
        }
    }

    /** The next event that is no bookmark. */
    private static String next(Watcher watcher) throws InterruptedException {
        while (true) {
            var event = watcher.brief();
            if (!event.startsWith("BOOKMARK")) {
                return event;
            }
        }
    }

    @Test
    @DisplayName("F05 bookmarks say how far a watcher is, if it wants to know")
    void bookmarks() throws Exception {
        api.create("a", "red");
        try (var watcher =
                api.watch(Api.WIDGETS + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + revision())) {
            var created = api.create("b", "red").at("/metadata/resourceVersion");
            assertThat(next(watcher)).isEqualTo("ADDED b");
            var mark = watcher.next();
            assertThat(mark.path("type").asString()).isEqualTo("BOOKMARK");
            assertThat(mark.at("/object/metadata/resourceVersion").asString()).isEqualTo(created);
        }
    }

    @Test
    @DisplayName("F05 bookmarks go on with changes that do not concern a watcher")
    void bookmarksOfOthers() throws Exception {
        var query = "?watch=true&allowWatchBookmarks=true&resourceVersion=" + revision();
        try (var watcher = api.watch(Api.WIDGETS + query)) {
            var other = api.post(Api.ROOT + "/namespaces/m/widgets", Api.widget("b", "blue", ""));
            var changed = other.at("/metadata/resourceVersion");
            await().until(() -> watcher.next()
                    .at("/object/metadata/resourceVersion")
                    .asString()
                    .equals(changed));
            // From there a watch can begin anew, though history before it is gone.
            api.store.compact(api.store.current());
            try (var again = api.watch(Api.WIDGETS + "?watch=true&resourceVersion=" + changed)) {
                api.create("a", "red");
                assertThat(again.brief()).isEqualTo("ADDED a");
            }
        }
    }

    @Test
    @DisplayName("F06 only so many watches tell of what is there at once; others wait")
    void manyBegin() throws Exception {
        for (int i = 0; i < 450; i++) {
            api.widgets.create(Widgets.widget("n", "w" + i, "red"), Contexts.writer());
        }
        var watchers = new ArrayList<Watcher>();
        for (int i = 0; i < 200; i++) {
            watchers.add(api.watch(Api.WIDGETS + "?watch=true"));
        }
        for (var watcher : watchers) {
            for (int i = 0; i < 450; i++) {
                assertThat(watcher.next().path("type").asString()).isEqualTo("ADDED");
            }
        }
        for (var watcher : watchers) {
            watcher.close();
        }
        await().until(() -> api.server.watching() == 0);
    }

    @Test
    @DisplayName("M19 history that is gone is told in the stream")
    void expired() throws Exception {
        api.create("a", "red");
        var old = revision();
        paint("a", "blue");
        api.store.compact(api.store.current());
        try (var watcher = api.watch(Api.WIDGETS + "?watch=true&resourceVersion=" + old)) {
            var error = watcher.next();
            assertThat(error.path("type").asString()).isEqualTo("ERROR");
            assertThat(error.at("/object/kind").asString()).isEqualTo("Status");
            assertThat(error.at("/object/code").asInt()).isEqualTo(410);
            assertThat(error.at("/object/reason").asString()).isEqualTo("Expired");
            assertThat(watcher.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("M15 timeoutSeconds ends a watch")
    void timeout() throws Exception {
        try (var watcher = api.watch(Api.WIDGETS + "?watch=true&timeoutSeconds=1&resourceVersion=" + revision())) {
            assertThat(watcher.ends()).isTrue();
        }
        assertThat(api.server.watching()).isZero();
    }

    @Test
    @DisplayName("F02 a watch as tables tells the columns once")
    void tables() throws Exception {
        api.create("a", "red");
        try (var watcher = api.watch(Api.WIDGETS + "?watch=true", "Accept", Api.TABLE)) {
            var first = watcher.next();
            assertThat(first.at("/object/kind").asString()).isEqualTo("Table");
            assertThat(first.at("/object/columnDefinitions").size()).isEqualTo(5);
            assertThat(first.at("/object/rows/0/cells/1").asString()).isEqualTo("red");
            paint("a", "blue");
            var second = watcher.next();
            assertThat(second.at("/object/columnDefinitions").isNull()).isTrue();
            assertThat(second.at("/object/rows/0/cells/1").asString()).isEqualTo("blue");
        }
    }

    @Test
    @DisplayName("F16 the end of the server ends watches; too many are refused")
    void end() throws Exception {
        var watchers = new ArrayList<Watcher>();
        for (int i = 0; i < 1_000; i++) {
            watchers.add(api.watch(Api.WIDGETS + "?watch=true"));
        }
        api.create("a", "red");
        for (var watcher : watchers) {
            assertThat(watcher.brief()).isEqualTo("ADDED a");
        }
        for (int i = 0; i < 100; i++) {
            watchers.add(api.watch(Api.WIDGETS + "?watch=true&resourceVersion=" + revision()));
        }
        var refused = api.get(Api.WIDGETS + "?watch=true");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers().get("Retry-After")).isEqualTo("1");
        api.server.end();
        for (var watcher : watchers) {
            assertThat(watcher.ends()).isTrue();
        }
        await().until(() -> api.server.watching() == 0);
    }

    @Test
    @DisplayName("M15 many changes arrive without gap or repetition")
    void manyChanges() throws Exception {
        try (var watcher = api.watch(Api.ROOT + "/widgets?watch=true&resourceVersion=" + revision())) {
            int many = 2_000;
            for (int i = 0; i < many; i++) {
                api.widgets.create(Widgets.widget("n", "w" + i, "red"), Contexts.writer());
            }
            for (int i = 0; i < many; i++) {
                assertThat(watcher.brief()).isEqualTo("ADDED w" + i);
            }
        }
    }
}

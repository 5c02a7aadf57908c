package io.chandler.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.apiserver.Api.Kept;
import io.chandler.resources.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Get and list. The display names name the rows of the wire contract. */
@ParameterizedClass
@EnumSource
class ReadWireTest {

    private final Api api;

    ReadWireTest(Kept kept) {
        api = new Api(kept);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    @DisplayName("M05 M06 get and list, in a namespace and in all, with kinds and versions")
    void getAndList() {
        api.create("a", "red");
        var other = Api.ROOT + "/namespaces/m/widgets";
        assertThat(api.post(other, Api.widget("b", "blue", "")).status()).isEqualTo(201);
        var one = api.get(Api.WIDGETS + "/a");
        assertThat(one.at("/apiVersion")).isEqualTo(Api.GROUP + "/v1");
        assertThat(one.at("/kind")).isEqualTo("Widget");
        assertThat(one.at("/spec/colour")).isEqualTo("red");
        var list = api.get(Api.ROOT + "/widgets");
        assertThat(list.at("/kind")).isEqualTo("WidgetList");
        assertThat(list.names()).containsExactly("b", "a");
        assertThat(list.at("/items/0/kind")).isEqualTo("Widget");
        assertThat(Long.parseLong(list.at("/metadata/resourceVersion"))).isPositive();
        assertThat(api.get(other).names()).containsExactly("b");
    }

    @Test
    @DisplayName("F02 F20 tables: own columns, wide ones, the object as it is wanted")
    void tables() {
        api.create("a", "red");
        var table = api.get(Api.WIDGETS, "Accept", Api.TABLE);
        assertThat(table.headers().get("Content-Type")).isEqualTo("application/json;as=Table;v=v1;g=meta.k8s.io");
        assertThat(table.at("/kind")).isEqualTo("Table");
        assertThat(table.json()
                        .path("columnDefinitions")
                        .valueStream()
                        .map(column -> column.path("name").asString()
                                + column.path("priority").asInt()))
                .containsExactly("Name0", "Colour0", "Ready0", "Size1", "Age0");
        assertThat(table.json().at("/rows/0/cells").toString()).matches("\\[\"a\",\"red\",null,null,\"[0-9]+s\"]");
        assertThat(table.at("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
        assertThat(api.get(Api.WIDGETS + "?includeObject=Object", "Accept", Api.TABLE)
                        .at("/rows/0/object/spec/colour"))
                .isEqualTo("red");
        assertThat(api.get(Api.WIDGETS + "?includeObject=None", "Accept", Api.TABLE)
                        .json()
                        .at("/rows/0/object")
                        .isNull())
                .isTrue();
        assertThat(api.get(Api.WIDGETS + "/a", "Accept", Api.TABLE).at("/rows/0/cells/0"))
                .isEqualTo("a");
    }

    @Test
    @DisplayName("F03 metadata alone")
    void metadataAlone() {
        api.create("a", "red");
        var accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
        var list = api.get(Api.WIDGETS, "Accept", accept);
        assertThat(list.at("/kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(list.at("/items/0/kind")).isEqualTo("PartialObjectMetadata");
        assertThat(list.json().at("/items/0").has("spec")).isFalse();
        var one = api.get(Api.WIDGETS + "/a", "Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        assertThat(one.at("/kind")).isEqualTo("PartialObjectMetadata");
    }

    @Test
    @DisplayName("F04 pages show one snapshot; an expired one can be gone on with")
    void pages() {
        for (int i = 0; i < 5; i++) {
            api.create("w" + i, "red");
        }
        var first = api.get(Api.WIDGETS + "?limit=2");
        assertThat(first.names()).containsExactly("w0", "w1");
        assertThat(remaining(first)).isEqualTo(3);
        api.create("w1a", "blue");
        var second = api.get(Api.WIDGETS + "?limit=2&continue=" + first.at("/metadata/continue"));
        assertThat(second.names()).containsExactly("w2", "w3");
        assertThat(remaining(second)).isEqualTo(1);
        assertThat(second.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
        var last = api.get(Api.WIDGETS + "?limit=2&continue=" + second.at("/metadata/continue"));
        assertThat(last.names()).containsExactly("w4");
        assertThat(last.json().path("metadata").propertyNames()).containsExactly("resourceVersion");
        var selected = api.get(Api.WIDGETS + "?limit=2&labelSelector=!tier");
        assertThat(selected.json().path("metadata").has("continue")).isTrue();
        assertThat(remaining(selected)).isZero();

        api.store.compact(api.store.current());
        var expired = api.get(Api.WIDGETS + "?limit=2&continue=" + first.at("/metadata/continue"));
        assertThat(expired.status()).isEqualTo(410);
        assertThat(expired.at("/reason")).isEqualTo("Expired");
        assertThat(api.get(Api.WIDGETS + "?continue=" + expired.at("/metadata/continue"))
                        .names())
                .containsExactly("w1a", "w2", "w3", "w4");
        assertThat(api.get(Api.WIDGETS + "?continue=nonsense").at("/reason")).isEqualTo("BadRequest");
    }

    /** The number of objects that follow a page; 0 if it is not said. */
    private static int remaining(Api.Answer page) {
        return page.json().at("/metadata/remainingItemCount").asInt(0);
    }

    @Test
    @DisplayName("M05 a list without a limit has everything")
    void largeLists() {
        var names = new ArrayList<String>();
        for (int i = 0; i < 1_203; i++) {
            var name = String.format(Locale.ROOT, "w%04d", i);
            names.add(name);
            api.widgets.create(Widgets.widget("n", name, "red"), Contexts.writer());
        }
        assertThat(api.get(Api.WIDGETS).names()).isEqualTo(names);
        var whole = api.get(Api.WIDGETS).json().path("metadata");
        assertThat(whole.propertyNames()).containsExactly("resourceVersion");

        // However many a client asks for, a page has no more than a page may have; the rest follows.
        var found = new ArrayList<String>();
        var pages = new ArrayList<Integer>();
        var token = "";
        do {
            var page = api.get(Api.WIDGETS + "?limit=10000&continue=" + token);
            found.addAll(page.names());
            pages.add(page.names().size());
            token = page.at("/metadata/continue");
            assertThat(remaining(page)).isEqualTo(names.size() - found.size());
        } while (!token.isEmpty());
        assertThat(found).isEqualTo(names);
        assertThat(pages).containsExactly(500, 500, 203);
    }

    @Test
    @DisplayName("F04 a page of large objects ends early")
    void largeObjects() {
        var colour = "red".repeat(4_000);
        for (int i = 0; i < 450; i++) {
            api.widgets.create(Widgets.widget("n", "w" + (100 + i), colour), Contexts.writer());
        }
        var first = api.get(Api.WIDGETS + "?limit=500");
        assertThat(first.names()).hasSizeLessThan(300);
        assertThat(remaining(first)).isEqualTo(450 - first.names().size());
        var second = api.get(Api.WIDGETS + "?limit=500&continue=" + first.at("/metadata/continue"));
        assertThat(second.names().getFirst())
                .isEqualTo("w" + (100 + first.names().size()));
        assertThat(second.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
    }

    @Test
    @DisplayName("M14 label selectors and field selectors")
    void selectors() {
        api.create("a", "red", ",\"labels\":{\"tier\":\"gold\",\"zone\":\"1\"}");
        api.create("b", "red", ",\"labels\":{\"tier\":\"silver\"}");
        api.create("c", "red");
        assertThat(selected("tier=gold")).containsExactly("a");
        assertThat(selected("tier==gold")).containsExactly("a");
        assertThat(selected("tier!=gold")).containsExactly("b", "c");
        assertThat(selected("tier")).containsExactly("a", "b");
        assertThat(selected("!tier")).containsExactly("c");
        assertThat(selected("tier+in+(gold,silver),zone+notin+(2)")).containsExactly("a", "b");
        assertThat(selected("tier+in+(gold,silver),!zone")).containsExactly("b");
        assertThat(api.get(Api.WIDGETS + "?labelSelector=a%20%25").at("/reason"))
                .isEqualTo("BadRequest");
        assertThat(api.get(Api.WIDGETS + "?fieldSelector=metadata.name%3Db").names())
                .containsExactly("b");
        assertThat(api.get(Api.WIDGETS + "?fieldSelector=metadata.name!%3Db").names())
                .containsExactly("a", "c");
        assertThat(api.get(Api.ROOT + "/widgets?fieldSelector=metadata.name%3Db,metadata.namespace%3Dn")
                        .names())
                .containsExactly("b");
        assertThat(api.get(Api.ROOT + "/widgets?fieldSelector=metadata.namespace%3Dm")
                        .names())
                .isEmpty();
        assertThat(api.get(Api.WIDGETS + "?fieldSelector=spec.colour%3Dred").at("/message"))
                .isEqualTo("field label not supported: spec.colour");
    }

    private List<String> selected(String selector) {
        return api.get(Api.WIDGETS + "?labelSelector=" + selector.replace("=", "%3D"))
                .names();
    }

    @Test
    @DisplayName("M18 F07 which version a list shows")
    void versions() {
        var first = Long.parseLong(api.create("a", "red").at("/metadata/resourceVersion"));
        api.create("b", "red");
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=0").names()).containsExactly("a", "b");
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=" + first).names()).containsExactly("a", "b");
        var exact = "&resourceVersionMatch=Exact";
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=" + first + exact).names())
                .containsExactly("a");
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=" + first + exact + "&fieldSelector=metadata.name%3Da")
                        .names())
                .containsExactly("a");
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=" + (first + 1_000)).status())
                .isEqualTo(504);
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=" + (first + 1_000)).at("/details/causes/0/reason"))
                .isEqualTo("ResourceVersionTooLarge");
        assertThat(api.get(Api.WIDGETS + "?resourceVersionMatch=Exact").status())
                .isEqualTo(422);
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=0&resourceVersionMatch=Exact")
                        .status())
                .isEqualTo(422);
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=1&resourceVersionMatch=Other")
                        .status())
                .isEqualTo(422);
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=x").status()).isEqualTo(422);
        api.create("c", "red");
        api.store.compact(api.store.current());
        assertThat(api.get(Api.WIDGETS + "?resourceVersion=" + first + exact).status())
                .isEqualTo(410);
    }

    @Test
    @DisplayName("M08 revisions are decimal and grow over all objects")
    void revisionsGrow() {
        var before = Revision.ZERO;
        for (int i = 0; i < 20; i++) {
            var answer = api.create("w" + i, "red").at("/metadata/resourceVersion");
            assertThat(answer).matches("[1-9][0-9]*");
            assertThat(Revision.parse(answer)).isGreaterThan(before);
            before = Revision.parse(answer);
        }
    }

    @Test
    @DisplayName("subresources are read on their own")
    void subresources() {
        api.create("a", "red");
        var secret = api.get(Api.WIDGETS + "/a/secret");
        assertThat(secret.at("/kind")).isEqualTo("WidgetSecret");
        assertThat(secret.at("/password")).isEqualTo("of a");
        assertThat(api.get(Api.WIDGETS + "/b/secret").at("/reason")).isEqualTo("NotFound");
        assertThat(api.put(Api.WIDGETS + "/a/secret", "{}").status()).isEqualTo(405);
    }

    @Test
    @DisplayName("F12 the events of an object")
    void events() {
        var uid = api.create("a", "red").at("/metadata/uid");
        for (int i = 0; i < 3; i++) {
            api.events.happened(Contexts.event("a", uid, "Painted", "It is red now."));
        }
        api.events.happened(Contexts.event("a", "another", "Lost", "That was before."));
        var path = "/api/v1/namespaces/n/events";
        var found = api.get(path + "?fieldSelector=involvedObject.name%3Da,involvedObject.namespace%3Dn,"
                + "involvedObject.kind%3DWidget,involvedObject.uid%3D" + uid);
        assertThat(found.at("/kind")).isEqualTo("EventList");
        assertThat(found.json().path("items").size()).isEqualTo(1);
        assertThat(found.at("/items/0/reason")).isEqualTo("Painted");
        assertThat(found.at("/items/0/type")).isEqualTo("Normal");
        assertThat(found.json().at("/items/0/count").asInt()).isEqualTo(3);
        assertThat(Instant.parse(found.at("/items/0/lastTimestamp")))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(api.get("/api/v1/events").json().path("items").size()).isEqualTo(2);
        assertThat(api.get("/api/v1/namespaces/m/events").json().path("items").size())
                .isZero();
    }

    @Test
    @DisplayName("F12 events come by pages")
    void pagesOfEvents() {
        for (int i = 0; i < 1_234; i++) {
            api.events.happened(Contexts.event("w" + i, "uid", "Painted", "It is red now."));
        }
        var path = "/api/v1/namespaces/n/events";
        assertThat(objects(api.get(path))).hasSize(1_234);
        var first = api.get(path + "?limit=2");
        assertThat(objects(first)).containsExactly("w0", "w1");
        var second = api.get(path + "?limit=10000&continue=" + first.at("/metadata/continue"));
        assertThat(objects(second)).hasSize(500).startsWith("w2");
        assertThat(second.json().at("/metadata").has("continue")).isTrue();
        var selected = api.get(path + "?limit=1&fieldSelector=involvedObject.name%3Dw1233");
        assertThat(objects(selected)).containsExactly("w1233");
        assertThat(selected.json().at("/metadata").has("continue")).isFalse();
        assertThat(api.get(path + "?continue=nonsense").at("/reason")).isEqualTo("BadRequest");
    }

    @Test
    @DisplayName("F12 events are kept as long as they fit: those of the objects that had some last")
    void eventsAreBounded() {
        var message = "It is red now. ".repeat(100);
        for (int i = 0; i < 5_000; i++) {
            for (int n = 0; n < 3; n++) {
                api.events.happened(Contexts.event("w" + i, "uid", "Painted", n + message));
            }
        }
        var kept = api.get("/api/v1/events");
        assertThat(objects(kept)).hasSizeBetween(1_000, 3_000).endsWith("w4999", "w4999", "w4999");
        assertThat(kept.at("/items/0/message")).hasSize(1_024).endsWith("...");
        api.events.happened(Contexts.event("w1", "uid", "Painted", "again"));
        assertThat(objects(api.get("/api/v1/events?fieldSelector=involvedObject.name%3Dw1")))
                .containsExactly("w1");
    }

    private static List<String> objects(Api.Answer events) {
        return events.json()
                .path("items")
                .valueStream()
                .map(event -> event.at("/involvedObject/name").asString())
                .toList();
    }
}

package io.chandler.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.apiserver.Api.Answer;
import io.chandler.apiserver.Api.Kept;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Create, update, patch and delete. The display names name the rows of the wire contract. */
@ParameterizedClass
@EnumSource
class WriteWireTest {

    private static final String MERGE = "merge-patch+json";
    private static final String JSON = "json-patch+json";

    private final Api api;

    WriteWireTest(Kept kept) {
        api = new Api(kept);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static String version(Answer answer) {
        return answer.at("/metadata/resourceVersion");
    }

    private static String body(String name, String version, String colour) {
        return Api.widget(name, colour, ",\"resourceVersion\":\"" + version + "\"");
    }

    @Test
    @DisplayName("M07 the server sets metadata, and keeps what cannot change")
    void metadata() {
        var created = api.post(
                Api.WIDGETS,
                Api.widget(
                        "a",
                        "red",
                        ",\"uid\":\"mine\",\"generation\":7,\"creationTimestamp\":\"2001-01-01T00:00:00Z\""));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/metadata/uid")).hasSize(36);
        assertThat(created.at("/metadata/generation")).isEqualTo("1");
        assertThat(created.at("/metadata/creationTimestamp"))
                .matches("20[0-9-]{8}T[0-9:]{8}Z")
                .isGreaterThan("2025");
        var other = api.put(
                Api.WIDGETS + "/a",
                Api.widget("a", "blue", ",\"uid\":\"other\",\"resourceVersion\":\"" + version(created) + "\""));
        assertThat(other.at("/reason")).isEqualTo("Conflict");
        var put = api.put(Api.WIDGETS + "/a", body("a", version(created), "blue"));
        assertThat(put.at("/metadata/uid")).isEqualTo(created.at("/metadata/uid"));
        assertThat(put.at("/metadata/creationTimestamp")).isEqualTo(created.at("/metadata/creationTimestamp"));
        assertThat(api.put(Api.WIDGETS + "/a", body("b", "1", "red")).at("/reason"))
                .isEqualTo("BadRequest");
    }

    @Test
    @DisplayName("M07 B08 generateName is completed")
    void generatedNames() {
        var body = "{\"apiVersion\":\"" + Api.GROUP
                + "/v1\",\"kind\":\"Widget\",\"metadata\":{\"generateName\":\"w-\"},\"spec\":{}}";
        var one = api.post(Api.WIDGETS, body);
        assertThat(one.at("/metadata/name")).matches("w-[a-z0-9]{5}");
        assertThat(one.at("/metadata/generateName")).isEqualTo("w-");
        assertThat(api.post(Api.WIDGETS, body).at("/metadata/name")).isNotEqualTo(one.at("/metadata/name"));
        var nameless = api.post(Api.WIDGETS, body.replace("\"generateName\":\"w-\"", ""));
        assertThat(nameless.status()).isEqualTo(422);
        assertThat(nameless.at("/details/causes/0/field")).isEqualTo("metadata.name");
    }

    @Test
    @DisplayName("M05 B10 what does not belong there is refused")
    void places() {
        assertThat(api.post(Api.WIDGETS, Api.widget("a", "red", ",\"namespace\":\"m\""))
                        .at("/message"))
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
        assertThat(api.post(Api.ROOT + "/widgets", Api.widget("a", "red", "")).status())
                .isEqualTo(405);
        assertThat(api.post(Api.WIDGETS, Api.widget("a", "red", "").replace("Widget", "Gadget"))
                        .status())
                .isEqualTo(400);
        assertThat(api.post(Api.WIDGETS, Api.widget("a", "red", "").replace("/v1", "/v2"))
                        .status())
                .isEqualTo(400);
        assertThat(api.post(Api.WIDGETS, Api.widget("a/b", "red", "")).status()).isEqualTo(422);
        assertThat(api.post(Api.WIDGETS, Api.widget("a", "red", ",\"labels\":{\"!\":\"x\"}"))
                        .status())
                .isEqualTo(422);
        assertThat(api.post(Api.WIDGETS, body("a", "5", "red")).status()).isEqualTo(400);
        assertThat(api.get(Api.WIDGETS).names()).isEmpty();
    }

    @Test
    @DisplayName("B12 what the kind refuses is told with causes")
    void validation() {
        var invisible = api.post(Api.WIDGETS, Api.widget("a", "invisible", ""));
        assertThat(invisible.status()).isEqualTo(422);
        assertThat(invisible.at("/reason")).isEqualTo("Invalid");
        assertThat(invisible.at("/message")).startsWith("Widget." + Api.GROUP + " \"a\" is invalid: spec.colour: ");
        assertThat(invisible.at("/details/kind")).isEqualTo("Widget");
        assertThat(invisible.at("/details/causes/0/field")).isEqualTo("spec.colour");
        var typed = api.post(Api.WIDGETS, Api.widget("a", "red", "").replace("\"red\"", "5"));
        assertThat(typed.at("/details/causes/0/field")).isEqualTo("spec.colour");
    }

    @Test
    @DisplayName("M09 B05 B06 B07 of two writers one wins")
    void concurrency() {
        var created = api.create("a", "red");
        assertThat(api.post(Api.WIDGETS, Api.widget("a", "red", "")).at("/reason"))
                .isEqualTo("AlreadyExists");
        assertThat(api.put(Api.WIDGETS + "/a", body("a", version(created), "blue"))
                        .status())
                .isEqualTo(200);
        var late = api.put(Api.WIDGETS + "/a", body("a", version(created), "green"));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.at("/message"))
                .isEqualTo(
                        "Operation cannot be fulfilled on widgets." + Api.GROUP
                                + " \"a\": the object has been modified; please apply your changes to the latest version and try again");
        assertThat(api.put(Api.WIDGETS + "/a", Api.widget("a", "green", "")).status())
                .isEqualTo(422);
        assertThat(api.put(Api.WIDGETS + "/x", body("x", "1", "green")).status())
                .isEqualTo(404);
        for (var patch : new String[] {
            "[{\"op\":\"add\",\"path\":\"/metadata/resourceVersion\",\"value\":\"" + version(created) + "\"}]"
        }) {
            assertThat(api.patch(Api.WIDGETS + "/a", JSON, patch).status()).isEqualTo(409);
        }
        var merge = "{\"metadata\":{\"resourceVersion\":\"" + version(created) + "\"}}";
        assertThat(api.patch(Api.WIDGETS + "/a", MERGE, merge).status()).isEqualTo(409);
    }

    @Test
    @DisplayName("M10 F08 patches: JSON, merge, apply, and no others")
    void patches() {
        api.create("a", "red");
        var json = api.patch(
                Api.WIDGETS + "/a", JSON, "[{\"op\":\"replace\",\"path\":\"/spec/colour\",\"value\":\"blue\"}]");
        assertThat(json.at("/spec/colour")).isEqualTo("blue");
        assertThat(api.patch(Api.WIDGETS + "/a", MERGE, "{\"spec\":{\"size\":3}}")
                        .at("/spec/size"))
                .isEqualTo("3");
        var strategic = api.patch(Api.WIDGETS + "/a", "strategic-merge-patch+json", "{}");
        assertThat(strategic.status()).isEqualTo(415);
        assertThat(strategic.headers().get("Accept-Patch"))
                .isEqualTo("application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        assertThat(strategic.at("/message")).contains("application/apply-patch+yaml");
        assertThat(api.patch(Api.WIDGETS + "/a", JSON, "[{\"op\":\"test\",\"path\":\"/spec/size\",\"value\":4}]")
                        .status())
                .isEqualTo(422);
        assertThat(api.patch(Api.WIDGETS + "/a", MERGE, "[]").status()).isEqualTo(400);
        assertThat(api.patch(Api.WIDGETS + "/x", MERGE, "{}").status()).isEqualTo(404);
        assertThat(api.patch(Api.WIDGETS + "/a", MERGE, "{\"spec\":{\"colour\":\"invisible\"}}")
                        .status())
                .isEqualTo(422);

        var mine = Api.widget("b", "red", "");
        var applied = api.patch(Api.WIDGETS + "/b?fieldManager=one", "apply-patch+yaml", mine);
        assertThat(applied.status()).isEqualTo(201);
        assertThat(applied.at("/metadata/managedFields/0/manager")).isEqualTo("one");
        var other = mine.replace("red", "blue");
        var conflict = api.patch(Api.WIDGETS + "/b?fieldManager=two", "apply-patch+yaml", other);
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.at("/details/causes/0/reason")).isEqualTo("FieldManagerConflict");
        assertThat(conflict.at("/message")).startsWith("Apply failed with 1 conflict: conflict with \"one\"");
        assertThat(api.patch(Api.WIDGETS + "/b?fieldManager=two&force=true", "apply-patch+yaml", other)
                        .at("/spec/colour"))
                .isEqualTo("blue");
        assertThat(api.patch(Api.WIDGETS + "/b", "apply-patch+yaml", mine).status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("M11 B11 status is written on its own; the generation counts specs")
    void status() {
        api.create("a", "red");
        var status =
                api.patch(Api.WIDGETS + "/a/status", MERGE, "{\"spec\":{\"size\":9},\"status\":{\"ready\":\"True\"}}");
        assertThat(status.at("/status/ready")).isEqualTo("True");
        assertThat(status.json().path("spec").has("size")).isFalse();
        assertThat(status.at("/metadata/generation")).isEqualTo("1");
        var main = api.patch(Api.WIDGETS + "/a", MERGE, "{\"spec\":{\"size\":9},\"status\":{\"ready\":\"False\"}}");
        assertThat(main.at("/status/ready")).isEqualTo("True");
        assertThat(main.at("/metadata/generation")).isEqualTo("2");
        var put = api.put(
                Api.WIDGETS + "/a/status",
                body("a", version(main), "ignored").replace("}}", "},\"status\":{\"ready\":\"No\"}}"));
        assertThat(put.at("/status/ready")).isEqualTo("No");
        assertThat(put.at("/spec/colour")).isEqualTo("red");
        assertThat(api.get(Api.WIDGETS + "/a/status").at("/status/ready")).isEqualTo("No");
        assertThat(api.patch(Api.WIDGETS + "/x/status", MERGE, "{}").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("M12 a write that changes nothing keeps the revision")
    void nothingChanges() {
        var created = api.create("a", "red");
        assertThat(version(api.patch(Api.WIDGETS + "/a", MERGE, "{\"spec\":{\"colour\":\"red\"}}")))
                .isEqualTo(version(created));
        var put = api.put(Api.WIDGETS + "/a", body("a", version(created), "red"));
        assertThat(version(put)).isEqualTo(version(created));
        assertThat(api.get(Api.WIDGETS).at("/metadata/resourceVersion")).isEqualTo(version(created));
    }

    @Test
    @DisplayName("M13 an object lives until its last finalizer is gone")
    void finalizers() {
        api.create("a", "red", ",\"finalizers\":[\"x.io/one\",\"x.io/two\"]");
        var marked = api.delete(Api.WIDGETS + "/a");
        assertThat(marked.status()).isEqualTo(200);
        assertThat(marked.at("/kind")).isEqualTo("Widget");
        assertThat(marked.at("/metadata/deletionTimestamp")).isNotEmpty();
        assertThat(version(api.delete(Api.WIDGETS + "/a"))).isEqualTo(version(marked));
        var more = api.patch(Api.WIDGETS + "/a", MERGE, "{\"metadata\":{\"finalizers\":[\"x.io/three\"]}}");
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.at("/details/causes/0/field")).isEqualTo("metadata.finalizers");
        assertThat(api.patch(Api.WIDGETS + "/a", MERGE, "{\"metadata\":{\"finalizers\":[\"x.io/two\"]}}")
                        .status())
                .isEqualTo(200);
        assertThat(api.patch(Api.WIDGETS + "/a", JSON, "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]")
                        .status())
                .isEqualTo(200);
        assertThat(api.get(Api.WIDGETS + "/a").status()).isEqualTo(404);
        assertThat(api.delete(Api.WIDGETS + "/a").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("M20 deletions with preconditions and policies")
    void deleteOptions() {
        var created = api.create("a", "red");
        assertThat(delete("{\"preconditions\":{\"uid\":\"other\"}}").status()).isEqualTo(409);
        assertThat(delete("{\"preconditions\":{\"resourceVersion\":\"1234567\"}}")
                        .status())
                .isEqualTo(409);
        assertThat(delete("{\"dryRun\":[\"All\"]}").status()).isEqualTo(200);
        assertThat(delete("nonsense").status()).isEqualTo(400);
        assertThat(api.get(Api.WIDGETS + "/a").status()).isEqualTo(200);
        var gone = delete("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Background\","
                + "\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"" + created.at("/metadata/uid") + "\"}}");
        assertThat(gone.at("/details/uid")).isEqualTo(created.at("/metadata/uid"));
        assertThat(gone.at("/details/kind")).isEqualTo("widgets");
        assertThat(api.get(Api.WIDGETS + "/a").status()).isEqualTo(404);
    }

    private Answer delete(String body) {
        return api.send("DELETE", Api.WIDGETS + "/a", body, "Content-Type", "application/json");
    }

    @Test
    @DisplayName("F10 deletecollection with selectors")
    void deleteCollection() {
        api.create("a", "red", ",\"labels\":{\"old\":\"1\"}");
        api.create("b", "red");
        api.create("c", "red", ",\"labels\":{\"old\":\"1\"}");
        var dry = api.delete(Api.WIDGETS + "?labelSelector=old&dryRun=All");
        assertThat(dry.at("/message")).isEqualTo("2 widgets deleted");
        assertThat(api.get(Api.WIDGETS).names()).containsExactly("a", "b", "c");
        var done = api.delete(Api.WIDGETS + "?labelSelector=old");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.at("/kind")).isEqualTo("Status");
        assertThat(done.at("/status")).isEqualTo("Success");
        assertThat(done.at("/details/kind")).isEqualTo("widgets");
        assertThat(api.get(Api.WIDGETS).names()).containsExactly("b");
        assertThat(api.delete(Api.ROOT + "/widgets").status()).isEqualTo(405);
    }

    @Test
    @DisplayName("F10 deletecollection goes on past what is refused, and says so")
    void deleteCollectionWithRefusals() {
        api.create("a", "red");
        var wanted = api.create("b", "red").at("/metadata/uid");
        api.create("c", "red");
        var body = "{\"preconditions\":{\"uid\":\"" + wanted + "\"}}";
        var answer = api.send("DELETE", Api.WIDGETS, body, "Content-Type", "application/json");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.at("/details/name")).isEqualTo("a");
        assertThat(answer.at("/message")).endsWith("; of the objects selected 1 were deleted, and 2 refused");
        assertThat(api.get(Api.WIDGETS).names()).containsExactly("a", "c");
    }

    @Test
    @DisplayName("F10 deletecollection of many, and of a page")
    void deleteCollectionOfMany() {
        for (int i = 0; i < 120; i++) {
            api.widgets.create(Widgets.widget("n", "w" + (100 + i), "red"), Contexts.writer());
        }
        var page = api.delete(Api.WIDGETS + "?limit=2");
        assertThat(page.at("/message")).isEqualTo("2 widgets deleted");
        var rest = page.at("/metadata/continue");
        assertThat(api.delete(Api.WIDGETS + "?limit=1&continue=" + rest).at("/message"))
                .isEqualTo("1 widgets deleted");
        assertThat(api.get(Api.WIDGETS + "?limit=1").names()).containsExactly("w103");
        assertThat(api.delete(Api.WIDGETS).at("/message")).isEqualTo("117 widgets deleted");
        assertThat(api.get(Api.WIDGETS).names()).isEmpty();
    }

    @Test
    @DisplayName("M24 a dry run stores nothing")
    void dryRun() {
        var before = api.store.current();
        assertThat(api.post(Api.WIDGETS + "?dryRun=All", Api.widget("a", "red", ""))
                        .at("/metadata/uid"))
                .isNotEmpty();
        assertThat(api.store.current()).isEqualTo(before);
        var created = api.create("a", "red");
        assertThat(api.post(Api.WIDGETS + "?dryRun=All", Api.widget("a", "red", ""))
                        .status())
                .isEqualTo(409);
        var patched = api.patch(Api.WIDGETS + "/a?dryRun=All", MERGE, "{\"spec\":{\"colour\":\"blue\"}}");
        assertThat(patched.at("/spec/colour")).isEqualTo("blue");
        assertThat(patched.at("/metadata/generation")).isEqualTo("2");
        assertThat(api.put(Api.WIDGETS + "/a?dryRun=All", body("a", version(created), "blue"))
                        .status())
                .isEqualTo(200);
        assertThat(api.patch(Api.WIDGETS + "/a?dryRun=Some", MERGE, "{}").status())
                .isEqualTo(422);
        assertThat(api.get(Api.WIDGETS + "/a").at("/spec/colour")).isEqualTo("red");
    }

    @Test
    @DisplayName("F09 unknown fields are dropped, told or refused")
    void fieldValidation() {
        var odd = Api.widget("a", "red", "").replace("\"colour\"", "\"shape\":\"round\",\"colour\"");
        var strict = api.post(Api.WIDGETS + "?fieldValidation=Strict", odd);
        assertThat(strict.status()).isEqualTo(400);
        assertThat(strict.at("/message")).contains("strict decoding error: unknown field \"spec.shape\"");
        var warned = api.post(Api.WIDGETS + "?fieldValidation=Warn&dryRun=All", odd);
        assertThat(warned.headers().get("Warning")).isEqualTo("299 - \"unknown field \\\"spec.shape\\\"\"");
        var created = api.post(Api.WIDGETS + "?fieldValidation=Ignore", odd);
        assertThat(created.headers()).doesNotContainKey("Warning");
        assertThat(created.json().path("spec").has("shape")).isFalse();
    }
}

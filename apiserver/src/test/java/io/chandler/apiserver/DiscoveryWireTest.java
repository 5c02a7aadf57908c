package io.chandler.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What clients find out before they ask for objects. The display names name the rows of the wire contract. */
class DiscoveryWireTest {

    private final Api api = new Api(Api.Kept.IN_MEMORY);

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    @DisplayName("M02 groups, versions and resources")
    void discovery() {
        assertThat(api.get("/api").json().path("versions").get(0).asString()).isEqualTo("v1");
        assertThat(api.get("/apis").at("/groups/0/preferredVersion/groupVersion"))
                .isEqualTo(Api.GROUP + "/v1");
        assertThat(api.get("/apis/" + Api.GROUP).at("/versions/0/version")).isEqualTo("v1");
        var resources = api.get(Api.ROOT).json().path("resources");
        assertThat(resources.valueStream().map(resource -> resource.path("name").asString()))
                .containsExactly("widgets", "widgets/status", "widgets/secret");
        var widgets = resources.get(0);
        assertThat(widgets.path("verbs").toString())
                .isEqualTo(
                        "[\"create\",\"delete\",\"deletecollection\",\"get\",\"list\",\"patch\",\"update\",\"watch\"]");
        assertThat(widgets.path("shortNames").get(0).asString()).isEqualTo("wd");
        assertThat(widgets.path("singularName").asString()).isEqualTo("widget");
        assertThat(widgets.path("namespaced").asBoolean()).isTrue();
        assertThat(widgets.path("storageVersionHash").asString()).isNotEmpty();
        assertThat(resources.get(1).path("verbs").toString()).isEqualTo("[\"get\",\"patch\",\"update\"]");
    }

    @Test
    @DisplayName("F01 aggregated discovery with ETag")
    void aggregated() {
        var accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
        var answer = api.get("/apis", "Accept", accept);
        assertThat(answer.headers().get("Content-Type"))
                .isEqualTo("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(answer.at("/items/0/versions/0/resources/0/subresources/0/subresource"))
                .isEqualTo("status");
        assertThat(answer.at("/items/0/versions/0/resources/0/responseKind/kind"))
                .isEqualTo("Widget");
        var again = api.get(
                "/apis", "Accept", accept, "If-None-Match", answer.headers().get("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(api.get("/apis", "If-None-Match", answer.headers().get("ETag"))
                        .status())
                .as("the plain form is another document")
                .isEqualTo(200);
        assertThat(api.get("/api", "Accept", accept).at("/items/0/versions/0/version"))
                .isEqualTo("v1");
    }

    @Test
    @DisplayName("M03 version")
    void version() {
        assertThat(api.get("/version").at("/major")).isEqualTo("1");
        assertThat(api.get("/version").at("/gitVersion")).startsWith("v1.");
    }

    @Test
    @DisplayName("M04 OpenAPI v3 with hash, parameters and descriptions")
    void openApi() {
        var url = api.get("/openapi/v3").at("/paths/apis~1" + Api.GROUP + "~1v1/serverRelativeURL");
        var document = api.get(url);
        assertThat(url)
                .contains("?hash=")
                .endsWith(document.headers().get("ETag").replace("\"", ""));
        var patch = document.json()
                .at("/paths")
                .path(Api.ROOT + "/namespaces/{namespace}/widgets/{name}")
                .path("patch");
        assertThat(patch.at("/x-kubernetes-group-version-kind/kind").asString()).isEqualTo("Widget");
        assertThat(patch.path("parameters")
                        .valueStream()
                        .map(one -> one.path("name").asString()))
                .contains("fieldValidation", "dryRun", "fieldManager", "force");
        var schema = document.json().at("/components/schemas").path("io.chandler.test.v1.Widget");
        assertThat(schema.at("/properties/spec/properties/colour/description").asString())
                .isEqualTo("How it looks.");
        assertThat(schema.at("/x-kubernetes-group-version-kind/0/group").asString())
                .isEqualTo(Api.GROUP);
        for (var reference : document.json().findValuesAsString("$ref")) {
            var name = reference.substring("#/components/schemas/".length());
            assertThat(document.json().at("/components/schemas").has(name))
                    .as(name)
                    .isTrue();
        }
        assertThat(api.get("/openapi/v2").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("M21 every error is a Status")
    void errors() {
        var unknown = api.get("/nowhere");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.at("/kind")).isEqualTo("Status");
        assertThat(unknown.at("/reason")).isEqualTo("NotFound");
        assertThat(api.get("/apis/other.io/v1/things").at("/reason")).isEqualTo("NotFound");
        assertThat(api.get(Api.WIDGETS, "Authorization", "none").at("/reason")).isEqualTo("Unauthorized");
        assertThat(api.post("/version", "{}").at("/reason")).isEqualTo("MethodNotAllowed");
        assertThat(api.send("OPTIONS", Api.WIDGETS, "").at("/reason")).isEqualTo("MethodNotAllowed");
        assertThat(api.get(Api.WIDGETS + "/x/nothing").at("/reason")).isEqualTo("NotFound");
        assertThat(api.get(Api.WIDGETS + "?limit=-1").at("/reason")).isEqualTo("BadRequest");
        assertThat(api.get(Api.WIDGETS, "Accept", "application/json;as=Chart;v=v1;g=meta.k8s.io")
                        .at("/code"))
                .isEqualTo("406");
        assertThat(api.get("/apis/%zz").at("/reason")).isEqualTo("BadRequest");
        var absent = api.get(Api.WIDGETS + "/x");
        assertThat(absent.at("/message")).isEqualTo("widgets." + Api.GROUP + " \"x\" not found");
        assertThat(absent.at("/details/kind")).isEqualTo("widgets");
        assertThat(api.post(Api.WIDGETS, "{").at("/reason")).isEqualTo("BadRequest");
        assertThat(api.send("POST", Api.WIDGETS, "x", "Content-Type", "text/plain")
                        .at("/reason"))
                .isEqualTo("UnsupportedMediaType");
        assertThat(api.post(Api.WIDGETS, " ".repeat(3 * 1024 * 1024 + 1)).at("/reason"))
                .isEqualTo("RequestEntityTooLarge");
        var forbidden = api.delete(Api.WIDGETS + "/protected");
        assertThat(forbidden.at("/message"))
                .isEqualTo(
                        "widgets." + Api.GROUP + " \"protected\" is forbidden: User \"tester\" cannot delete resource"
                                + " \"widgets\" in API group \"" + Api.GROUP + "\" in the namespace \"n\"");
    }

    @Test
    @DisplayName("M22 every name is a namespace")
    void namespaces() {
        assertThat(api.get("/api/v1/namespaces/n").at("/metadata/name")).isEqualTo("n");
    }

    @Test
    @DisplayName("M23 F16 health for everybody, with its checks, until the end")
    void health() {
        for (var path : new String[] {"/healthz", "/livez", "/readyz"}) {
            var answer = api.get(path, "Authorization", "none");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("ok");
        }
        assertThat(api.get("/readyz?verbose").text())
                .isEqualTo("[+]ping ok\n[+]store ok\n[+]shutdown ok\nreadyz check passed\n");
        assertThat(api.get("/readyz/store").text()).isEqualTo("ok");
        assertThat(api.get("/readyz/nothing").status()).isEqualTo(404);
        api.server.end();
        assertThat(api.get("/readyz").status()).isEqualTo(500);
        assertThat(api.get("/readyz").text()).contains("[-]shutdown failed");
        assertThat(api.get("/livez").text()).isEqualTo("ok");
        assertThat(api.get(Api.WIDGETS).status()).isEqualTo(503);
    }

    @Test
    @DisplayName("M25 what is not known does no harm")
    void tolerance() {
        assertThat(api.get(Api.WIDGETS + "?pretty=true&unknown=1&fieldManager=x", "Accept", "application/cbor")
                        .at("/kind"))
                .isEqualTo("WidgetList");
        assertThat(api.get(Api.WIDGETS, "Accept", "application/vnd.kubernetes.protobuf,application/json")
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("F22 Audit-ID")
    void auditId() {
        assertThat(api.get("/version").headers().get("Audit-Id")).hasSize(36);
        assertThat(api.get("/version", "Audit-ID", "mine").headers().get("Audit-Id"))
                .isEqualTo("mine");
        assertThat(api.get("/version", "Audit-ID", "not\nmine").headers().get("Audit-Id"))
                .hasSize(36);
    }

    @Test
    @DisplayName("C06 a caller inside the process is not refused")
    void loopback() {
        var request = Api.request("GET", Api.WIDGETS, "", "Authorization", "none");
        var user = User.of("system:inside", java.util.List.of());
        assertThat(api.server.handle(request).status()).isEqualTo(401);
        assertThat(api.server.handleAs(user, request).status()).isEqualTo(200);
    }
}

package io.chandler.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The requests of a platform, with every header that Cloud Foundry sends.
 *
 * @param host of the broker
 * @param user the user's name and password with a colon between
 * @param service id of the offering
 * @param plan id of the plan
 */
public record Requests(String host, String user, String service, String plan) {

    private static final String IDENTITY = base64("{\"user_id\":\"683ea748-3092-4ff4-b656-39cacc4d5360\"}");

    /** The same for another plan. */
    public Requests ofPlan(String other) {
        return new Requests(host, user, service, other);
    }

    private String headers() {
        return "Host: " + host + "\r\n"
                + "Authorization: Basic " + base64(user) + "\r\n"
                + "X-Broker-API-Version: 2.17\r\n"
                + "X-Broker-API-Originating-Identity: cloudfoundry " + IDENTITY + "\r\n"
                + "X-Broker-API-Request-Identity: {9}\r\n"
                + "Accept: application/json\r\n";
    }

    private String selection() {
        return "service_id=" + service + "&plan_id=" + plan;
    }

    private String place(String extra) {
        return """
                {"service_id":"%s","plan_id":"%s","context":{"platform":"cloudfoundry",\
                "organization_guid":"0d1a5e4c-6a0e-4d8e-a6a0-37b5a2f00001","organization_name":"harbour",\
                "space_guid":"0d1a5e4c-6a0e-4d8e-a6a0-37b5a2f00002","space_name":"quay"%s}""".formatted(service, plan, extra);
    }

    Template catalog() {
        return Template.of("GET", "/v2/catalog", headers(), "");
    }

    Template provision() {
        var body = place(",\"instance_name\":\"orders\"") + """
                ,"organization_guid":"0d1a5e4c-6a0e-4d8e-a6a0-37b5a2f00001",\
                "space_guid":"0d1a5e4c-6a0e-4d8e-a6a0-37b5a2f00002",\
                "parameters":{"connections":20,"encoding":"UTF8","extensions":["hstore","pgcrypto"]}}""";
        return put("/v2/service_instances/{0}?accepts_incomplete=true", body);
    }

    Template bind() {
        var app = "0d1a5e4c-6a0e-4d8e-a6a0-37b5a2f00003";
        var body = place("") + ",\"app_guid\":\"%s\",\"bind_resource\":{\"app_guid\":\"%s\"}}".formatted(app, app);
        return put("/v2/service_instances/{0}/service_bindings/{1}?accepts_incomplete=true", body);
    }

    Template fetchBinding() {
        return bodiless("GET", "/v2/service_instances/{0}/service_bindings/{1}?" + selection());
    }

    Template unbind() {
        return bodiless(
                "DELETE", "/v2/service_instances/{0}/service_bindings/{1}?accepts_incomplete=true&" + selection());
    }

    Template deprovision() {
        return bodiless("DELETE", "/v2/service_instances/{0}?accepts_incomplete=true&" + selection());
    }

    Template pollInstance(String operation) {
        return bodiless("GET", "/v2/service_instances/{0}/last_operation?" + selection() + operation);
    }

    Template pollBinding(String operation) {
        return bodiless(
                "GET", "/v2/service_instances/{0}/service_bindings/{1}/last_operation?" + selection() + operation);
    }

    private Template put(String path, String body) {
        return Template.of("PUT", path, headers() + "Content-Type: application/json\r\n", body);
    }

    private Template bodiless(String method, String path) {
        return Template.of(method, path, headers(), "");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

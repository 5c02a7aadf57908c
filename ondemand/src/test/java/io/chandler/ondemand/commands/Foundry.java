package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudController;
import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import io.chandler.testkit.Request;
import io.chandler.testkit.cloudcontroller.CloudControllerSettings;
import io.chandler.testkit.cloudcontroller.CloudControllerSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A platform with UAA and Cloud Controller, and commands that reach it through their real client. */
final class Foundry implements AutoCloseable {

    /** The errors of both versions in one. */
    static final String NOT_ALLOWED = "{\"description\":\"not allowed\",\"errors\":[{\"detail\":\"not allowed\"}]}";

    private static final Pattern OF_THE_CLIENT =
            Pattern.compile("(GET|PUT|POST|PATCH|DELETE) http.*|(no valid|obtained) UAA token.*");

    final CloudControllerSimulator platform;
    final String organization;
    final String space;
    private final UaaSimulator uaa;

    private Foundry(UaaSimulator uaa, CloudControllerSimulator platform) {
        this.uaa = uaa;
        this.platform = platform;
        organization = platform.addOrganization("my org");
        space = platform.addSpace(organization, "dev");
    }

    static Foundry start(Consumer<CloudControllerSettings> changes) {
        var uaa =
                UaaSimulator.start(settings -> settings.client("broker", "cf-client-secret", "cloud_controller.admin"));
        return new Foundry(uaa, CloudControllerSimulator.start(uaa, changes));
    }

    /** The section {@code cf} of an errand's file. */
    String section(ApiVersion version) {
        return """
                cf:
                  url: %s
                  api_version: %s
                  root_ca_cert: "%s"
                  uaa:
                    url: %s
                    authentication:
                      client_credentials: {client_id: broker, client_secret: cf-client-secret}
                """.formatted(
                        platform.url(),
                        version.name().toLowerCase(Locale.ROOT),
                        platform.authority().pem().replace("\n", "\\n"),
                        uaa.url());
    }

    Run run() {
        return run(_ -> {});
    }

    /** @param meanwhile is told of each request before it is sent */
    Run run(Consumer<String> meanwhile) {
        return new Run((section, offering, verification, log) ->
                CloudController.connect(section, offering, verification, Map.of(), line -> {
                    meanwhile.accept(line);
                    log.accept(line);
                }));
    }

    /** What a command itself tells, without its client's requests. */
    static List<String> told(Run run) {
        return run.lines().stream()
                .filter(line -> !OF_THE_CLIENT.matcher(line).matches())
                .toList();
    }

    List<String> asked(String prefix) {
        return platform.requests().stream()
                .map(Request::toString)
                .filter(request -> request.startsWith(prefix))
                .toList();
    }

    @Override
    public void close() {
        platform.close();
        uaa.close();
    }
}

package @package@;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chandler.osb.client.BindingRequest;
import io.chandler.osb.client.BrokerClient;
import io.chandler.osb.client.InstanceRequest;
import io.chandler.osb.client.Outcome;
import io.chandler.server.Chandler;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a platform meets: a whole broker, over HTTP. */
class @class@Test {

    private static final String OFFERING = "@offeringId@";
    private static final String PLAN = "@planId@";

    @TempDir
    Path folder;

    @Test
    void anInstanceIsMadeBoundAndDeleted() throws Exception {
        var root = folder.resolve("folders");
        try (var broker = Chandler.broker(Path.of("catalog.yml"))
                        .service("@name@", new @class@(root))
                        .user("platform", "secret")
                        .dataFolder(folder.resolve("data"))
                        .port(0)
                        .start();
                var platform = BrokerClient.builder(broker.address())
                        .basic("platform", "secret")
                        .build()) {
            done(platform.provision(
                    InstanceRequest.Provision.of("one", OFFERING, PLAN).acceptsIncomplete(false)));
            assertTrue(Files.isDirectory(root.resolve("one")));

            var binding = done(platform.bind(BindingRequest.Bind.of("one", "app", OFFERING, PLAN)
                    .acceptsIncomplete(false)));
            assertEquals(
                    root.resolve("one").toString(),
                    binding.credentials().orElseThrow().get("folder").stringValue());

            done(platform.unbind(
                    BindingRequest.Unbind.of("one", "app", OFFERING, PLAN).acceptsIncomplete(false)));
            done(platform.deprovision(
                    InstanceRequest.Deprovision.of("one", OFFERING, PLAN).acceptsIncomplete(false)));
            assertFalse(Files.exists(root.resolve("one")));
        }
    }

    private static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(var _, var value) -> value;
            default -> throw new AssertionError(outcome);
        };
    }
}

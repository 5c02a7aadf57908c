package io.chandler.broker.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.engine.ManagedBroker;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Answer;
import io.chandler.osb.ApiVersion;
import io.chandler.osb.Caller;
import io.chandler.osb.Json;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ProvisionRequest;
import io.chandler.resources.store.MemoryStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The test of one's own service in the author's guide. */
class QueuesTest {

    @Test
    void theServiceOfTheGuideRunsOnAStoreInMemory() {
        var server = new MemoryServer();

        provision(server, 10);

        assertThat(server.queues).containsExactly(Map.entry("queue-my-queue", 10));
    }

    @Test
    void spaceThatAQueueHasTakenIsNotMissedByItself() {
        var server = new MemoryServer();
        server.losesAnswer = true;

        provision(server, 600);

        assertThat(server.queues).containsExactly(Map.entry("queue-my-queue", 600));
        assertThat(server.losesAnswer).isFalse();
    }

    private static void provision(MemoryServer server, int megabytes) {
        var catalog = CatalogSource.fixed(CatalogDefinition.builder()
                .offering(
                        "queues",
                        offering -> offering.id("queues-id")
                                .description("Message queues.")
                                .plan("small", plan -> plan.id("small-id").description("A queue.")))
                .build());
        var caller = new Caller("", "user", ApiVersion.CURRENT, Optional.empty(), Optional.empty());
        var noContext = new PlatformContext(Json.object());
        var parameters = Json.object().put("megabytes", megabytes);
        var noVersion = Optional.<String>empty();

        try (var broker = ManagedBroker.builder()
                .catalog(catalog)
                .service("queues", new Queues(server))
                .store(new MemoryStore())
                .keyring(Keyring.temporary())
                .build()) {
            broker.start();
            var answer = broker.provision(new ProvisionRequest(
                    caller,
                    "my-queue",
                    false,
                    "queues-id",
                    "small-id",
                    "org",
                    "space",
                    noContext,
                    parameters,
                    noVersion));
            assertThat(answer).isInstanceOf(Answer.InstanceCreated.class);
        }
    }

    private static final class MemoryServer implements Queues.MessageServer {

        private final Map<String, Integer> queues = new ConcurrentHashMap<>();
        private volatile boolean losesAnswer;

        @Override
        public String createQueue(String name) {
            queues.put(name, 0);
            return name;
        }

        @Override
        public void dropQueue(String name) {
            queues.remove(name);
        }

        @Override
        public void allow(String queue, int megabytes) {
            queues.put(queue, megabytes);
            if (losesAnswer) {
                losesAnswer = false;
                throw new IllegalStateException("the answer is lost");
            }
        }

        @Override
        public int megabytesFree() {
            return 1_000 - queues.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public String createUser(String queue, String name) {
            return "secret";
        }

        @Override
        public void dropUser(String name) {}

        @Override
        public String address() {
            return "queues.example.com";
        }
    }
}

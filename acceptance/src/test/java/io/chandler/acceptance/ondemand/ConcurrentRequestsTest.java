package io.chandler.acceptance.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.ondemand.Api.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests for a hundred instances at the same time, while the adapter hangs in the call for one of them. */
class ConcurrentRequestsTest {

    private static final int INSTANCES = 100;
    private static final String HANGS = "i50";

    @TempDir
    Path folder;

    private House house;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        house = House.in(folder, 10, Duration.ofMillis(20));
        api = house.api();
        house.broker();
    }

    @AfterEach
    void stop() {
        api.close();
        house.close();
    }

    @Test
    void onlyTheInstanceWaitsForWhichTheAdapterHangs() throws Exception {
        house.put("hold-generate-manifest-" + HANGS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new TreeMap<String, Future<Reply>>();
            IntStream.range(0, INSTANCES)
                    .mapToObj(i -> "i" + i)
                    .forEach(instance -> replies.put(instance, threads.submit(() -> {
                        var reply = api.provision(instance, House.PLAIN);
                        return api.ended(instance, reply.text("operation"));
                    })));
            var waits = replies.remove(HANGS);
            for (var entry : replies.entrySet()) {
                assertThat(entry.getValue().get().text("state"))
                        .as(entry.getKey())
                        .isEqualTo("succeeded");
            }
            await().until(() -> house.calls().contains("generate-manifest " + HANGS));
            assertThat(waits.isDone()).isFalse();

            // Another request for that instance waits for the first, and nobody else for them.
            var second = threads.submit(() -> api.whenIdle(() -> api.deprovision(HANGS, House.PLAIN)));
            assertThat(api.send("GET", "/v2/catalog").status()).isEqualTo(200);
            assertThat(api.bind("i1", House.PLAIN, "b").status()).isEqualTo(201);
            assertThat(second.isDone()).isFalse();

            house.remove("hold-generate-manifest-" + HANGS);
            assertThat(waits.get().text("state")).isIn("succeeded", "in progress");
            assertThat(second.get().status()).isEqualTo(202);
        }
        assertThat(house.director.deployments()).hasSizeGreaterThanOrEqualTo(INSTANCES - 1);
    }
}

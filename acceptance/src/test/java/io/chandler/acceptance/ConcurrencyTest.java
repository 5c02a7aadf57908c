package io.chandler.acceptance;

import static io.chandler.acceptance.Platform.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.acceptance.service.Things;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many requests for one object at the same moment. */
class ConcurrencyTest {

    private static final int REQUESTS = 50;

    @TempDir
    Path folder;

    @Test
    void identicalProvisionsAreOneOperationAndOneCall() throws Exception {
        var site = Site.in(folder);
        try (var broker = BrokerProcess.start(site);
                var platform = new Platform(site)) {
            var parameters = parameters("steps", 2, "value", "same");
            site.put("gate");
            var replies = atOnce(number -> platform.provision("one", "slow-id", parameters));
            site.remove("gate");

            assertThat(replies).extracting(Reply::status).containsOnly(202);
            assertThat(replies.stream().map(Reply::operation).distinct()).hasSize(1);
            assertThat(platform.await("one", replies.getFirst().operation()).state())
                    .isEqualTo("succeeded");
            assertThat(platform.provision("one", "slow-id", parameters).status())
                    .isEqualTo(200);
            assertThat(JournalRules.calls(site.journal(), "provision")).isEqualTo(1);
            assertThat(JournalRules.violations(site.journal())).isEmpty();
            assertThat(broker.alive()).isTrue();
        }
    }

    @Test
    void ofDifferentProvisionsOneIsAcceptedAndTheOthersConflict() throws Exception {
        var site = Site.in(folder);
        try (var broker = BrokerProcess.start(site);
                var platform = new Platform(site)) {
            site.put("gate");
            var replies = atOnce(number ->
                    platform.provision("one", "slow-id", parameters("steps", 2, "value", "number " + number)));
            site.remove("gate");

            var statuses = replies.stream().collect(Collectors.groupingBy(Reply::status, Collectors.counting()));
            assertThat(statuses).containsOnly(entry(202, 1), entry(409, REQUESTS - 1L));
            var accepted =
                    replies.stream().filter(Reply::acknowledged).findFirst().orElseThrow();
            assertThat(platform.await("one", accepted.operation()).state()).isEqualTo("succeeded");
            assertThat(site.things().content(Things.name("one"))).hasValue("number " + replies.indexOf(accepted));
            assertThat(JournalRules.calls(site.journal(), "provision")).isEqualTo(1);
            assertThat(broker.alive()).isTrue();
        }
    }

    @Test
    void differentPlansConflict() throws Exception {
        var site = Site.in(folder);
        try (var broker = BrokerProcess.start(site);
                var platform = new Platform(site)) {
            var plans = List.of("slow-id", "quick-id");
            site.put("gate");
            var replies = atOnce(number -> platform.provision("one", plans.get(number % 2), parameters("steps", 2)));
            site.remove("gate");

            var winners = replies.stream().filter(Reply::acknowledged).toList();
            assertThat(winners)
                    .hasSize(REQUESTS / 2)
                    .extracting(Reply::operation)
                    .containsOnly(winners.getFirst().operation());
            assertThat(replies.stream().filter(reply -> reply.is(409))).hasSize(REQUESTS / 2);
            assertThat(platform.await("one", winners.getFirst().operation()).state())
                    .isEqualTo("succeeded");
            assertThat(JournalRules.calls(site.journal(), "provision")).isEqualTo(1);
            assertThat(broker.alive()).isTrue();
        }
    }

    @Test
    void identicalBindingsAreOneOperationAndHaveTheSameCredentials() throws Exception {
        var site = Site.in(folder);
        try (var broker = BrokerProcess.start(site);
                var platform = new Platform(site)) {
            assertThat(platform.provision("one", "synchronous-id", parameters()).status())
                    .isEqualTo(201);
            var replies = atOnce(number -> platform.bind("one", "app", "synchronous-id", parameters("millis", 100)));

            assertThat(replies).allMatch(reply -> reply.is(200, 201));
            assertThat(replies.stream()
                            .map(reply -> reply.body().get("credentials"))
                            .distinct())
                    .hasSize(1);
            assertThat(JournalRules.calls(site.journal(), "bind")).isEqualTo(1);
            assertThat(broker.alive()).isTrue();
        }
    }

    private static Map.Entry<Integer, Long> entry(int status, long count) {
        return Map.entry(status, count);
    }

    @FunctionalInterface
    private interface Request {
        Reply send(int number) throws Exception;
    }

    /** Sends all requests at the same moment. */
    private static List<Reply> atOnce(Request request) throws Exception {
        var ready = new CountDownLatch(REQUESTS);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<Reply>>();
            for (int i = 0; i < REQUESTS; i++) {
                int number = i;
                futures.add(executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return request.send(number);
                }));
            }
            var replies = new ArrayList<Reply>();
            for (var future : futures) {
                replies.add(future.get());
            }
            return replies;
        }
    }
}

package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.ondemand.configuration.Configuration.ResourceQuota;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotasTest {

    private final TestPlatform platform = new TestPlatform();
    private final AtomicLong time = new AtomicLong();

    @Test
    void everyLimitIsNamedInTheOriginalsOrder() {
        var small = plan("small", Optional.of(1), Map.of("ips", new ResourceQuota(2, 2)));
        var quotas = quotas(Optional.of(2), Map.of("ips", new ResourceQuota(5, 0)), small, plan("large", 3));
        platform.add("a", "small");
        platform.add("b", "large");

        assertThatThrownBy(() -> quotas.reserve("new", small, Optional.empty()))
                .hasMessage("plan instance limit exceeded for service ID: offering. Total instances: 1, "
                        + "global instance limit exceeded for service ID: offering. Total instances: 2, "
                        + "global quotas [ips: (limit 5, used 5, requires 2)] would be exceeded by this deployment, "
                        + "plan quotas [ips: (limit 2, used 2, requires 2)] would be exceeded by this deployment");
    }

    @Test
    void resourcesOfEachPlanAreCountedWithItsOwnInstances() {
        var quotas = quotas(Optional.empty(), Map.of(), plan("small", 1), plan("large", 10));

        assertThat(quotas.used(Map.of("small", 3, "large", 2))).containsEntry("ips", 23L);
    }

    @Test
    void requestsAtTheSameTimeCannotPassALimitTogether() throws Exception {
        var small = plan("small", Optional.of(5), Map.of());
        var quotas = quotas(Optional.empty(), Map.of(), small);
        platform.add("there", "small");
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 40; i++) {
            var id = "new-" + i;
            tasks.add(() -> {
                var _ = quotas.reserve(id, small, Optional.empty());
                platform.add(id, "small");
                return true;
            });
        }

        int allowed = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : threads.invokeAll(tasks)) {
                try {
                    allowed += future.get() ? 1 : 0;
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(Problem.class);
                }
            }
        }

        assertThat(allowed).isEqualTo(4);
        assertThat(platform.known).hasSize(5);
    }

    @Test
    void anInstanceThatThePlatformListsBeforeItIsMadeCountsOnce() {
        var small = plan("small", Optional.of(1), Map.of());
        var quotas = quotas(Optional.empty(), Map.of(), small);
        platform.add("new", "small");

        var _ = quotas.reserve("new", small, Optional.empty());

        assertThatThrownBy(() -> quotas.reserve("other", small, Optional.empty()))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aPlaceIsGivenBackWhenItsRequestFailsAndFreeAgainWhenItsInstanceIsGone() {
        var small = plan("small", Optional.of(1), Map.of());
        var quotas = quotas(Optional.empty(), Map.of(), small);

        quotas.reserve("first", small, Optional.empty()).run();
        var _ = quotas.reserve("second", small, Optional.empty());
        assertThatThrownBy(() -> quotas.reserve("third", small, Optional.empty()))
                .isInstanceOf(Problem.class);
        platform.add("second", "small");
        assertThatThrownBy(() -> quotas.reserve("third", small, Optional.empty()))
                .isInstanceOf(Problem.class);
        platform.known.clear();
        time.addAndGet(10);

        var _ = quotas.reserve("third", small, Optional.empty());
    }

    @Test
    void aChangeOfPlanDoesNotAddToTheWhole() {
        var small = plan("small", Optional.empty(), Map.of());
        var large = plan("large", Optional.empty(), Map.of());
        var quotas = quotas(Optional.of(1), Map.of(), small, large);
        platform.add("one", "small");

        var _ = quotas.reserve("one", large, Optional.of("small"));
    }

    private Quotas quotas(Optional<Integer> limit, Map<String, ResourceQuota> resources, Plan... plans) {
        var global = new io.chandler.ondemand.configuration.Configuration.Quotas(limit, resources);
        return new Quotas(
                new Offering(
                        "offering",
                        "redis",
                        "",
                        true,
                        true,
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        Map.of(),
                        global,
                        Optional.empty(),
                        List.of(plans)),
                platform,
                time::incrementAndGet);
    }

    private static Plan plan(String id, int cost) {
        return plan(id, Optional.empty(), Map.of("ips", new ResourceQuota(0, cost)));
    }

    private static Plan plan(String id, Optional<Integer> limit, Map<String, ResourceQuota> resources) {
        return new Plan(
                id,
                id,
                "",
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                new io.chandler.ondemand.configuration.Configuration.Quotas(limit, resources),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }
}

package io.chandler.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker is killed at random moments under load. Ten times; as many as {@code -Dchandler.kills=200} says. The
 * moments follow from {@code -Dchandler.seed=1}, as far as the system's scheduling lets them.
 */
class KillTest {

    private static final int KILLS = Integer.getInteger("chandler.kills", 10);
    private static final long SEED = Long.getLong("chandler.seed", 1);
    private static final int CUSTOMERS = 12;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsThereWhateverTheMomentOfTheKill() throws Exception {
        var site = Site.in(folder);
        var random = new Random(SEED);
        var closing = new AtomicBoolean();
        try (var platform = new Platform(site);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var customers = new ArrayList<Customer>();
            var lives = new ArrayList<Future<List<Customer.Kept>>>();
            var broker = BrokerProcess.start(site);
            try {
                for (int i = 0; i < CUSTOMERS; i++) {
                    var customer = new Customer(site, platform, "customer " + i, SEED + i, closing);
                    customers.add(customer);
                    lives.add(executor.submit(customer));
                }
                for (int kill = 0; kill < KILLS && lives.stream().noneMatch(Future::isDone); kill++) {
                    Thread.sleep(100 + random.nextInt(700));
                    broker.kill();
                    broker = BrokerProcess.start(site);
                }
                closing.set(true);
                for (int i = 0; i < CUSTOMERS; i++) {
                    for (var instance : lives.get(i).get()) {
                        customers.get(i).clear(instance);
                    }
                }
                assertThat(site.things().names()).as("things left over").isEmpty();
                assertThat(JournalRules.violations(site.journal())).isEmpty();
                assertThat(customers.stream().mapToInt(Customer::acknowledged).sum())
                        .as("acknowledged requests")
                        .isGreaterThan(3 * KILLS);
            } finally {
                closing.set(true);
                broker.close();
                executor.shutdownNow();
            }
        }
    }
}

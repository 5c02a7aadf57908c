package io.chandler.bench;

import io.chandler.bench.load.Load;
import io.chandler.bench.load.Requests;
import java.time.Duration;

/**
 * A running broker in the comparison.
 *
 * @param name for messages
 * @param process that runs it
 * @param requests to make of it, for the plan that answers every operation with 202
 */
record Contestant(String name, BrokerProcess process, Requests requests) implements AutoCloseable {

    /** Id of the offering in {@code catalog.yml}. */
    private static final String SERVICE = "0f42db8d-6b20-5a02-a60d-620e80cf51a9";

    /** Id of its plan that answers every operation with 202. */
    private static final String POLLED = "f19e7779-247e-523c-8859-265adcc753ca";

    /** Id of its plan that answers at once what has ended within a quarter of a second, as plans do by default. */
    private static final String DEFAULT = "666a4c4c-ba64-5418-897d-f3cca22cc9a4";

    /**
     * One load.
     *
     * @param rate units of work per second
     * @param p50 milliseconds
     * @param p99 milliseconds
     * @param cpuMicros processor time of the broker for each unit, in microseconds, what it still had to do included
     * @param others cores that were busy with other things than the broker and its load
     */
    record Sample(double rate, double p50, double p99, double cpuMicros, double others) {}

    /** A broker on a process; it need not answer yet. */
    static Contestant of(String name, BrokerProcess process) {
        var host = "localhost:" + process.address().getPort();
        return new Contestant(name, process, new Requests(host, BrokerProcess.USER, SERVICE, POLLED));
    }

    /** Waits until the broker answers; shows the size of its catalog. */
    void awaitFirstAnswer() {
        var answer = process.awaitFirstAnswer(requests);
        System.err.printf("%s: a catalog of %,d bytes%n", name, answer.catalogBytes());
    }

    /** Loads the broker with work of each kind, half of it with catalogs. */
    void warmUp(Duration whole) {
        load(Work.CATALOG, 32, whole.dividedBy(2));
        load(Work.LIFECYCLE, 32, whole.dividedBy(6));
        load(Work.POLLED_LIFECYCLE, 32, whole.dividedBy(6));
        load(Work.PROVISION, 32, whole.dividedBy(6));
        process.settle();
    }

    private Load load(Work work, int connections, Duration time) {
        var asked = work == Work.LIFECYCLE ? requests.ofPlan(DEFAULT) : requests;
        return Load.during(time, process.address(), connections, work.script(asked));
    }

    /** Loads the broker and waits until it is at rest again. */
    Sample measure(Work work, int connections, Duration time) {
        var machine = Figures.machineNanos();
        var driver = Figures.cpuNanos(ProcessHandle.current().pid());
        var broker = Figures.cpuNanos(process.pid());
        var start = System.nanoTime();
        var load = load(work, connections, time);
        var elapsed = System.nanoTime() - start;
        var others = Figures.machineNanos()
                - machine
                - (Figures.cpuNanos(ProcessHandle.current().pid()) - driver)
                - (Figures.cpuNanos(process.pid()) - broker);
        process.settle();
        var cpu = Figures.cpuNanos(process.pid()) - broker;
        return new Sample(
                load.rate(),
                load.millis(50),
                load.millis(99),
                cpu / 1e3 / Math.max(1, load.units()),
                Math.max(0, others) / (double) elapsed);
    }

    @Override
    public void close() {
        process.close();
    }
}

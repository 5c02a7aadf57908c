package io.chandler.resources;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Takes every pending object to its end: finds it by its label, claims it, runs the reconciler on it, gives the claim
 * up. Thread-safe.
 *
 * <p><b>At most one run</b> of an object over all replicas: a run begins only under a claim that is stored in the
 * object. On a shared store others respect a claim until it expires; it is renewed when a third of its time has passed,
 * and a run that could not renew it until a sixth of its time is left is interrupted. The clocks of replicas must
 * therefore agree to less than a sixth of that duration. Whatever the clocks say, a run whose claim another has taken can
 * write no more. On a store that no other process can use, the claims that earlier holders left are this controller's.
 *
 * <p><b>At least one run</b> to the end: as long as an object is pending it is run again, by whichever replica comes
 * first, after failures with a growing delay. A store that cannot be reached is waited for.
 *
 * <p>Objects that have been due the longest run first. Besides the last few thousand objects only names are kept in
 * memory.
 */
public final class Controller<S, T> {

    private final Dispatcher<S, T> dispatcher;

    private Controller(ControllerSettings<S, T> settings) {
        dispatcher = new Dispatcher<>(settings);
    }

    /** Begins to describe a controller. */
    public static <S, T> Builder<S, T> builder(
            ResourceStore<S, T> store, Claims<S, T> claims, Reconciler<S, T> reconciler) {
        return new Builder<>(store, claims, reconciler);
    }

    /** Begins to find and run pending objects. Called once. */
    public void start() {
        dispatcher.start();
    }

    /**
     * Hands over an object that was just stored, so that its run need not wait for the watch. If it is stored with a
     * claim of this holder of which less than a third has passed when its turn comes, the run begins without another
     * write. Has no effect on an object that is not pending, nor after {@link #stop}.
     */
    public void submit(Resource<S, T> stored) {
        dispatcher.submit(stored);
    }

    /**
     * Ends: begins no more runs, waits for those under way, interrupts them in the last quarter of the time, and gives
     * up the claims of all that has ended or was yet to begin, so that others go on at once. A run that does not end in
     * time can write no more; its claim expires.
     *
     * @return whether every run has ended
     */
    public boolean stop(Duration deadline) throws InterruptedException {
        return dispatcher.stop(deadline);
    }

    /** How many runs are under way. */
    public int running() {
        return dispatcher.running();
    }

    /** How many objects are known to wait for a run, be it due or not. */
    public int pending() {
        return dispatcher.pending();
    }

    /** What a controller is to be like. Not thread-safe. */
    public static final class Builder<S, T> {
        private final ResourceStore<S, T> store;
        private final Claims<S, T> claims;
        private final Reconciler<S, T> reconciler;
        private Selector pending = Selector.everything();
        private Function<Resource<S, T>, Instant> due =
                resource -> resource.metadata().creationTimestamp();
        private String holder = "";
        private Duration claimDuration = Duration.ofSeconds(30);
        private int workers = 64;
        private boolean exclusive;
        private Clock clock = Clock.systemUTC();
        private BackOff backOff = BackOff.standard();
        private ControllerListener listener = ControllerListener.logging();
        private Duration granularity = Duration.ofSeconds(1);

        private Builder(ResourceStore<S, T> store, Claims<S, T> claims, Reconciler<S, T> reconciler) {
            this.store = store;
            this.claims = claims;
            this.reconciler = reconciler;
        }

        /** Which objects there is work for; best by the type's indexed label. Everything if not given. */
        public Builder<S, T> pending(Selector selector) {
            this.pending = selector;
            return this;
        }

        /** When there is work for a pending object. If not given, since its creation. */
        public Builder<S, T> due(Function<Resource<S, T>, Instant> due) {
            this.due = due;
            return this;
        }

        /** Who holds the claims: a name that no other controller has, nor this one had before a restart. Required. */
        public Builder<S, T> holder(String replica) {
            this.holder = replica;
            return this;
        }

        /**
         * How long a claim holds unless it is renewed: how soon others carry on after a crash. 30 seconds if not given.
         */
        public Builder<S, T> claimDuration(Duration duration) {
            this.claimDuration = duration;
            return this;
        }

        /** Most runs at once; one that is about to give up its claim counts no more. 64 if not given. */
        public Builder<S, T> workers(int concurrentRuns) {
            this.workers = concurrentRuns;
            return this;
        }

        /** Whether no other process can use the store: claims that others left count as ours, and none is renewed. */
        public Builder<S, T> exclusive(boolean storeIsNotShared) {
            this.exclusive = storeIsNotShared;
            return this;
        }

        /** Tells when objects are due and claims expire. The system's if not given. */
        public Builder<S, T> clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** How long to wait after runs that failed. {@link BackOff#standard()} if not given. */
        public Builder<S, T> backOff(BackOff backOff) {
            this.backOff = backOff;
            return this;
        }

        /** Whom to tell what goes wrong. {@link ControllerListener#logging()} if not given. */
        public Builder<S, T> listener(ControllerListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * How often the clock is looked at; for clocks that do not go at the pace of real time. A second if not given.
         */
        public Builder<S, T> granularity(Duration granularity) {
            this.granularity = granularity;
            return this;
        }

        /** @throws IllegalArgumentException if a setting is missing or out of range */
        public Controller<S, T> build() {
            require(!holder.isBlank(), "the holder of a controller must be named");
            require(workers > 0, "the workers of a controller must be at least 1, not " + workers);
            require(
                    claimDuration.compareTo(Duration.ofMillis(1)) >= 0,
                    "the duration of a claim must be at least a millisecond, not " + claimDuration);
            require(granularity.isPositive(), "the granularity must be above zero, not " + granularity);
            return new Controller<>(new ControllerSettings<>(
                    store,
                    claims,
                    reconciler,
                    pending,
                    due,
                    holder,
                    claimDuration,
                    workers,
                    exclusive,
                    clock,
                    backOff,
                    listener,
                    granularity));
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}

package io.chandler.resources;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What a controller was built with. */
record ControllerSettings<S, T>(
        ResourceStore<S, T> store,
        Claims<S, T> claims,
        Reconciler<S, T> reconciler,
        Selector pending,
        Function<Resource<S, T>, Instant> due,
        String holder,
        Duration claimDuration,
        int workers,
        boolean exclusive,
        Clock clock,
        BackOff backOff,
        ControllerListener listener,
        Duration granularity) {

    boolean isPending(Resource<S, T> resource) {
        return pending.matches(resource.metadata().labels());
    }

    /** Whether the object is claimed by us; a store that is ours alone comes with the claims of whoever had it before. */
    boolean isOurs(Resource<S, T> resource) {
        return claims.of(resource).filter(this::isOurs).isPresent();
    }

    private boolean isOurs(Claim claim) {
        return exclusive || claim.holder().equals(holder);
    }

    /** Whether the object is claimed by us, for long enough to begin a run without renewing the claim first. */
    boolean holds(Resource<S, T> resource, Instant now) {
        return claims.of(resource)
                .filter(claim -> isOurs(claim) && !isToRenew(claim, now))
                .isPresent();
    }

    /** Whether the next write of the object is to renew our claim, or to make it one in our name. */
    boolean renewsWithWrite(Resource<S, T> resource) {
        return claims.of(resource)
                .filter(claim -> isOurs(claim)
                        && (isToRenew(claim, clock.instant()) || !claim.holder().equals(holder)))
                .isPresent();
    }

    private boolean isToRenew(Claim claim, Instant now) {
        return !exclusive && !now.isBefore(renewAt(claim.expiresAt()));
    }

    /** Until when somebody else has the object; empty if it may be taken, or is ours. */
    Optional<Instant> takenUntil(Resource<S, T> resource) {
        if (exclusive) {
            return Optional.empty();
        }
        return claims.of(resource)
                .filter(claim -> !claim.holder().equals(holder))
                .map(Claim::expiresAt);
    }

    Claim newClaim() {
        return new Claim(holder, clock.instant().plus(claimDuration));
    }

    /** From when on a claim that expires then is to be renewed: when a third of it has passed. */
    Instant renewAt(Instant expiresAt) {
        return expiresAt.minus(claimDuration.multipliedBy(2).dividedBy(3));
    }

    /** Until when a run may go on under a claim that expires then: it ends before another can begin elsewhere. */
    Instant safeUntil(Instant expiresAt) {
        return expiresAt.minus(claimDuration.dividedBy(6));
    }
}

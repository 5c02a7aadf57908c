package io.chandler.broker.internal.common;

import io.chandler.broker.internal.state.ClaimRecord;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.resources.Claim;
import io.chandler.resources.Claims;
import io.chandler.resources.Resource;
import java.util.Optional;

/** Claims are kept in the status. */
public final class StatusClaims<S, T extends ObjectStatus<T>> implements Claims<S, T> {

    @Override
    public Optional<Claim> of(Resource<S, T> resource) {
        var claim = resource.status().claim();
        return claim == null ? Optional.empty() : Optional.of(new Claim(claim.holder(), claim.expiresAt()));
    }

    @Override
    public Resource<S, T> with(Resource<S, T> resource, Optional<Claim> claim) {
        var record = claim.map(held -> new ClaimRecord(held.holder(), held.expiresAt()))
                .orElse(null);
        return resource.withStatus(resource.status().withClaim(record));
    }
}

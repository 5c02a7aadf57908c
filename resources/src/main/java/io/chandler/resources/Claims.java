package io.chandler.resources;

import java.util.Optional;

/** Where in an object its claim is kept. Functions without side effects. */
public interface Claims<S, T> {

    /** The claim on an object. */
    Optional<Claim> of(Resource<S, T> resource);

    /** The same object with this claim, or with none. */
    Resource<S, T> with(Resource<S, T> resource, Optional<Claim> claim);
}

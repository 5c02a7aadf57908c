package io.chandler.broker.internal.state;

import java.time.Instant;

/** Which process works on the object, and until when it may without saying so again. */
public record ClaimRecord(String holder, Instant expiresAt) {}

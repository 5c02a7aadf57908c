package io.chandler.resources;

import java.time.Instant;

/**
 * Who works on an object, kept in the object.
 *
 * @param holder the controller that took it; another name after each start of the process
 * @param expiresAt from when on others may take it
 */
public record Claim(String holder, Instant expiresAt) {}

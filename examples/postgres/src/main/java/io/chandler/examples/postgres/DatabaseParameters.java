package io.chandler.examples.postgres;

import java.util.Optional;

/**
 * What a user may say about a database.
 *
 * @param maxConnections most connections at once; what the plan allows where it is left out
 * @param statementTimeoutSeconds longest that a statement may run; what the plan allows where it is left out
 */
public record DatabaseParameters(Optional<Integer> maxConnections, Optional<Integer> statementTimeoutSeconds) {}

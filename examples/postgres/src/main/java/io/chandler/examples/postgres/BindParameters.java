package io.chandler.examples.postgres;

import java.util.Optional;

/**
 * What a user may say about access to a database.
 *
 * @param readOnly whether the access is for reading alone
 * @param expiresAfterHours after how many hours the password no longer works; never where it is left out
 */
public record BindParameters(boolean readOnly, Optional<Integer> expiresAfterHours) {}

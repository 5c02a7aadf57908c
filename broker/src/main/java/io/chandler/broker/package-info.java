/**
 * What a service author writes against: one {@link io.chandler.broker.Service} with plain blocking methods. Everything
 * else of a broker (protocol, state, asynchronous operations, recovery, retries, undo, validation, credentials) is the
 * engine's.
 */
@NullMarked
package io.chandler.broker;

import org.jspecify.annotations.NullMarked;

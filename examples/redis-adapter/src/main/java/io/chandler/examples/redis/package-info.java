/** A service adapter for Redis. */
@NullMarked
package io.chandler.examples.redis;

import org.jspecify.annotations.NullMarked;

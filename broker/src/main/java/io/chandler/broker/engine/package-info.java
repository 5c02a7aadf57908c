/** The managed broker: the engine behind an author's {@link io.chandler.broker.Service}. */
@NullMarked
package io.chandler.broker.engine;

import org.jspecify.annotations.NullMarked;

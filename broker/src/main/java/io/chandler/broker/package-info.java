/** The managed broker: what a service author writes against, and the engine that runs it. */
@NullMarked
package io.chandler.broker;

import org.jspecify.annotations.NullMarked;

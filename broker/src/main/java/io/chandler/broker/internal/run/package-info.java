/** Runs the author's methods: claims, steps, retries, undo, outcomes. */
@NullMarked
package io.chandler.broker.internal.run;

import org.jspecify.annotations.NullMarked;

/** Simulators of what an on-demand broker talks to. */
@NullMarked
package io.chandler.testkit;

import org.jspecify.annotations.NullMarked;

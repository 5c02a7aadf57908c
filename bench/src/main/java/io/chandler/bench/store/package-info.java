/** Measures stores beside each other, by what every store does. */
@NullMarked
package io.chandler.bench.store;

import org.jspecify.annotations.NullMarked;

/** Measurements of the parts and of the whole. */
@NullMarked
package io.chandler.bench;

import org.jspecify.annotations.NullMarked;

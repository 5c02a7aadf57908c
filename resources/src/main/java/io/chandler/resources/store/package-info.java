/** The lower seam: bytes under keys, compare-and-swap on a revision, ordered watch. What a new store implements. */
@NullMarked
package io.chandler.resources.store;

import org.jspecify.annotations.NullMarked;

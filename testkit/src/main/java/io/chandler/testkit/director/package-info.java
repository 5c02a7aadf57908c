/** A simulator of the BOSH director. */
@NullMarked
package io.chandler.testkit.director;

import org.jspecify.annotations.NullMarked;

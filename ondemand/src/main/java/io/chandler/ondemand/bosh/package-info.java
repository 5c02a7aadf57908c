/** The BOSH director and its client. */
@NullMarked
package io.chandler.ondemand.bosh;

import org.jspecify.annotations.NullMarked;

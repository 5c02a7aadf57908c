/** Tokens of UAA, and one client of it for each service instance. */
@NullMarked
package io.chandler.ondemand.uaa;

import org.jspecify.annotations.NullMarked;

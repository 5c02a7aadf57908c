/** A simulator of the User Account and Authentication server. */
@NullMarked
package io.chandler.testkit.uaa;

import org.jspecify.annotations.NullMarked;

/** A simulator of CredHub. */
@NullMarked
package io.chandler.testkit.credhub;

import org.jspecify.annotations.NullMarked;

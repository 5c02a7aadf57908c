/** What all simulators share: the listener, routes, certificates in DER, state in a folder. */
@NullMarked
package io.chandler.testkit.internal;

import org.jspecify.annotations.NullMarked;

/** Encryption of what must not lie open in a store: credentials, parameters, outputs. */
@NullMarked
package io.chandler.broker.secrets;

import org.jspecify.annotations.NullMarked;

/** Certificates and keys of the listener, replaced while it runs. */
@NullMarked
package io.chandler.server.internal.tls;

import org.jspecify.annotations.NullMarked;

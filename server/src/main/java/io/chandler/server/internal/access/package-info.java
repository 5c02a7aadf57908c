/** Who may use the broker, and as which platform. */
@NullMarked
package io.chandler.server.internal.access;

import org.jspecify.annotations.NullMarked;

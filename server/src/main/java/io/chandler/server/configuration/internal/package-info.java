/** How settings are read and written. */
@NullMarked
package io.chandler.server.configuration.internal;

import org.jspecify.annotations.NullMarked;

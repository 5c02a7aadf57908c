/** The one command, {@code chandler}: it serves a broker, and talks to any broker as a platform does. */
@NullMarked
package io.chandler.cli;

import org.jspecify.annotations.NullMarked;

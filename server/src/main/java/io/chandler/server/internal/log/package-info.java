/** Log lines, for people or as JSON. */
@NullMarked
package io.chandler.server.internal.log;

import org.jspecify.annotations.NullMarked;

/** Notices that files have changed. */
@NullMarked
package io.chandler.server.internal.watch;

import org.jspecify.annotations.NullMarked;

/** What is counted and measured. */
@NullMarked
package io.chandler.server.internal.metrics;

import org.jspecify.annotations.NullMarked;

/** The on-demand broker as a process: its start, its listener, its log, and the commands beside it. */
@NullMarked
package io.chandler.cli.ondemand;

import org.jspecify.annotations.NullMarked;

/** The subcommands and what they share. */
@NullMarked
package io.chandler.cli.internal;

import org.jspecify.annotations.NullMarked;

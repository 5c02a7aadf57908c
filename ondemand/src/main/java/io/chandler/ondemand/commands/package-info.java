/** The broker's errands and what its operators run: upgrades, deletions, registration, orphans, metrics. */
@NullMarked
package io.chandler.ondemand.commands;

import org.jspecify.annotations.NullMarked;

/** What must be right with the broker's neighbours before it serves. */
@NullMarked
package io.chandler.ondemand.startup;

import org.jspecify.annotations.NullMarked;

/** How the broker runs a service adapter, and what it makes of its answers. */
@NullMarked
package io.chandler.ondemand.adapter;

import org.jspecify.annotations.NullMarked;

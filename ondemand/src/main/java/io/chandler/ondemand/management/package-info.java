/** The management API that errands and operators' tools use. */
@NullMarked
package io.chandler.ondemand.management;

import org.jspecify.annotations.NullMarked;

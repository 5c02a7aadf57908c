/** Instances and bindings as API clients see and write them: the same objects, through the same front desk. */
@NullMarked
package io.chandler.broker.internal.served;

import org.jspecify.annotations.NullMarked;

/** The front desk: decides what a request means for the object that is there, writes the intent, answers. */
@NullMarked
package io.chandler.broker.internal.desk;

import org.jspecify.annotations.NullMarked;

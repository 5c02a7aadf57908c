/** Measurements of the whole: brokers as their users start them, under load. */
@NullMarked
package io.chandler.bench;

import org.jspecify.annotations.NullMarked;

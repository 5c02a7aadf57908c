/** Tests of the on-demand broker with real processes, on simulated neighbours. */
@org.jspecify.annotations.NullMarked
package io.chandler.acceptance.ondemand;

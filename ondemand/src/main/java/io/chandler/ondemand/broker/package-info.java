/** The on-demand broker: service instances as deployments of a BOSH director, made by a service adapter. */
@NullMarked
package io.chandler.ondemand.broker;

import org.jspecify.annotations.NullMarked;

/**
 * The platform's side of the API: a {@link io.chandler.osb.client.BrokerClient} for any broker, the
 * {@link io.chandler.osb.client.OperationPoller} that follows an operation to its end, and
 * {@link io.chandler.osb.client.OrphanMitigation}.
 */
@NullMarked
package io.chandler.osb.client;

import org.jspecify.annotations.NullMarked;

/**
 * The Open Service Broker API 2.17 in Java: its types, its rules that need no state, the {@link
 * io.chandler.osb.Endpoint} that turns HTTP into typed calls of a {@link io.chandler.osb.ServiceBroker}, and the client
 * for platforms.
 */
@NullMarked
package io.chandler.osb;

import org.jspecify.annotations.NullMarked;

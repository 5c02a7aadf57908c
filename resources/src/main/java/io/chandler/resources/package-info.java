/**
 * Objects with a spec and a status, as Kubernetes has them: their store, watch, informer, work queue and controller.
 * Nothing here knows of service brokers.
 */
@NullMarked
package io.chandler.resources;

import org.jspecify.annotations.NullMarked;

/** Simulators of Cloud Controller, v2 and v3, and of the service instances API. */
@NullMarked
package io.chandler.testkit.cloudcontroller;

import org.jspecify.annotations.NullMarked;

/** Cloud Controller (v2 and v3) and the service instances API. */
@NullMarked
package io.chandler.ondemand.cloudfoundry;

import org.jspecify.annotations.NullMarked;

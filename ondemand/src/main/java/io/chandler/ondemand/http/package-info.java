/** The HTTP client of all neighbours: trust, proxies, bounded connections, attempts, limits, errors without secrets. */
@NullMarked
package io.chandler.ondemand.http;

import org.jspecify.annotations.NullMarked;

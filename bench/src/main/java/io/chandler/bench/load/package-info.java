/** The load driver: a closed loop of HTTP/1.1 requests that costs as little as it can, for it shares the cores. */
@NullMarked
package io.chandler.bench.load;

import org.jspecify.annotations.NullMarked;

/** The HTTP listener in front of the endpoint. */
@NullMarked
package io.chandler.server.internal.http;

import org.jspecify.annotations.NullMarked;

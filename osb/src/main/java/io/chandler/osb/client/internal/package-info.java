/** HTTP and JSON of the client. */
@NullMarked
package io.chandler.osb.client.internal;

import org.jspecify.annotations.NullMarked;

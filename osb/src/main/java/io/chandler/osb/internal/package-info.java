/** Parts of the endpoint and of the protocol's JSON; not for use outside this module. */
@NullMarked
package io.chandler.osb.internal;

import org.jspecify.annotations.NullMarked;

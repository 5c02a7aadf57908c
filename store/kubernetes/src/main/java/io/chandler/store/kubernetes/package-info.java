/** The store of resources in the API server of a cluster. */
@NullMarked
package io.chandler.store.kubernetes;

import org.jspecify.annotations.NullMarked;

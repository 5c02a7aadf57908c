/** How objects are named, written and asked for in a cluster. */
@NullMarked
package io.chandler.store.kubernetes.internal;

import org.jspecify.annotations.NullMarked;

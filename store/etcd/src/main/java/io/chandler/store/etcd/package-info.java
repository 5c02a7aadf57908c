/** The store of resources in etcd. */
@NullMarked
package io.chandler.store.etcd;

import org.jspecify.annotations.NullMarked;

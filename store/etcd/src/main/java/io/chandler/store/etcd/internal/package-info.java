/** How the store speaks with etcd: members, transactions, the shared watch, compaction. */
@NullMarked
package io.chandler.store.etcd.internal;

import org.jspecify.annotations.NullMarked;

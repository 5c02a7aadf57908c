/** How the SQLite store works: connections, group commit, recent changes, subscriptions, compaction. */
@NullMarked
package io.chandler.store.sql.internal;

import org.jspecify.annotations.NullMarked;

/** The store of resources in a SQL database: SQLite. */
@NullMarked
package io.chandler.store.sql;

import org.jspecify.annotations.NullMarked;

/** The store of resources in a PostgreSQL database, which several replicas of a broker share. */
@NullMarked
package io.chandler.store.sql.postgres;

import org.jspecify.annotations.NullMarked;

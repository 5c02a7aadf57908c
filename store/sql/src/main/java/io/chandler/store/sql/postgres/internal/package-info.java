/** How the store in PostgreSQL works. */
@NullMarked
package io.chandler.store.sql.postgres.internal;

import org.jspecify.annotations.NullMarked;

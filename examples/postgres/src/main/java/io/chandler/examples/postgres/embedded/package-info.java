/** A PostgreSQL server that is brought along, kept in a folder and run beside the broker. */
@NullMarked
package io.chandler.examples.postgres.embedded;

import org.jspecify.annotations.NullMarked;

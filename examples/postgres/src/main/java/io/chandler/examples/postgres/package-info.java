/** A broker that gives out real PostgreSQL databases. */
@NullMarked
package io.chandler.examples.postgres;

import org.jspecify.annotations.NullMarked;

/** How records become schemas and JSON becomes records, and how broken rules of a schema become sentences. */
@NullMarked
package io.chandler.broker.parameters.internal;

import org.jspecify.annotations.NullMarked;

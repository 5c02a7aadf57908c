/** The catalog of a broker and how each of its plans is worked on: from a file or from code, checked as a whole. */
@NullMarked
package io.chandler.broker.catalog;

import org.jspecify.annotations.NullMarked;

/** How catalogs are read and checked. */
@NullMarked
package io.chandler.broker.catalog.internal;

import org.jspecify.annotations.NullMarked;

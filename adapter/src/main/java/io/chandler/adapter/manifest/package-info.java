/** A BOSH manifest that keeps every key, also those that are not known here, in its order. */
@NullMarked
package io.chandler.adapter.manifest;

import org.jspecify.annotations.NullMarked;

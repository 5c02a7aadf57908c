/** The tests that any store of resources must pass, as JUnit tests to be inherited by the test of a store. */
@NullMarked
package io.chandler.store.kit;

import org.jspecify.annotations.NullMarked;

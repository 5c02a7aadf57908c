/**
 * The seam between an API server and those who keep objects: what a kind of objects looks like to API clients, and how it
 * is read, watched and changed by them.
 */
@NullMarked
package io.chandler.resources.served;

import org.jspecify.annotations.NullMarked;

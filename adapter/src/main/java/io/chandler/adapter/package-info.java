/** What a service adapter is written against. */
@NullMarked
package io.chandler.adapter;

import org.jspecify.annotations.NullMarked;

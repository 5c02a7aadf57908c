/** The command {@code chandler demo}: the main job of a broker, shown on a real one. */
@NullMarked
package io.chandler.examples.postgres.demo;

import org.jspecify.annotations.NullMarked;

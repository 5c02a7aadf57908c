/** Container images without a daemon: the C library, a Java runtime, jars and a start-up cache, written as an archive. */
@NullMarked
package io.chandler.cli.image;

import org.jspecify.annotations.NullMarked;

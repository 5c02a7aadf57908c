/** The whole, as its users meet it: real processes, real connections, real files. */
@NullMarked
package io.chandler.acceptance;

import org.jspecify.annotations.NullMarked;

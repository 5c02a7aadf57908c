/** How sealed texts are built and where keys are read from. */
@NullMarked
package io.chandler.broker.secrets.internal;

import org.jspecify.annotations.NullMarked;

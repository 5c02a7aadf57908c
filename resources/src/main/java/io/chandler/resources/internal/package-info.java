/** How the objects are kept, watched and worked on; not for users. */
@NullMarked
package io.chandler.resources.internal;

import org.jspecify.annotations.NullMarked;

/** How the API server reads requests and writes answers. */
@NullMarked
package io.chandler.apiserver.internal;

import org.jspecify.annotations.NullMarked;

/** Changes of objects as API clients send them: patches, server-side apply, ownership of fields, schemas. Pure functions. */
@NullMarked
package io.chandler.apiserver.patch;

import org.jspecify.annotations.NullMarked;

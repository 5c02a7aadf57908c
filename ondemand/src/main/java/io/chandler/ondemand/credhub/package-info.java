/** CredHub: of the director for secure manifests, of the platform for secure bindings. */
@NullMarked
package io.chandler.ondemand.credhub;

import org.jspecify.annotations.NullMarked;

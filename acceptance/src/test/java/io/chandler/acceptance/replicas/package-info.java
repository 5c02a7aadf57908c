/** Several brokers on one store, while processes, connections and the store fail. */
@NullMarked
package io.chandler.acceptance.replicas;

import org.jspecify.annotations.NullMarked;

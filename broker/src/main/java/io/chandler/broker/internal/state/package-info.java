/** What the broker keeps of instances and bindings: the specs and statuses of its objects, and their phases. */
@NullMarked
package io.chandler.broker.internal.state;

import org.jspecify.annotations.NullMarked;

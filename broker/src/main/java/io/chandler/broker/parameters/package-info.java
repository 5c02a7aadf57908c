/**
 * The parameters of instances and bindings: a record of the author yields their JSON Schema, their validation, their
 * typed value and their documentation; a hand-written schema yields the validation.
 */
@NullMarked
package io.chandler.broker.parameters;

import org.jspecify.annotations.NullMarked;

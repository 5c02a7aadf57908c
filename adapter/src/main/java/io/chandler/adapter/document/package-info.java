/** JSON and YAML as trees of Java values: texts, numbers, booleans, lists, maps with text keys, and null. */
@NullMarked
package io.chandler.adapter.document;

import org.jspecify.annotations.NullMarked;

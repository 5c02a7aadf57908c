/** What the front desk and the runs share: the vault, views of the catalog and of instances, beginnings of operations. */
@NullMarked
package io.chandler.broker.internal.common;

import org.jspecify.annotations.NullMarked;

/** The service that the broker under test manages. */
@NullMarked
package io.chandler.acceptance.service;

import org.jspecify.annotations.NullMarked;

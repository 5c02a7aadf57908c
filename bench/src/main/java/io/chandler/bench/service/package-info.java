/** The service that our broker manages in the benchmark. */
@NullMarked
package io.chandler.bench.service;

import org.jspecify.annotations.NullMarked;

/** The broker's configuration file: its records, how it is read and checked. */
@NullMarked
package io.chandler.ondemand.configuration;

import org.jspecify.annotations.NullMarked;

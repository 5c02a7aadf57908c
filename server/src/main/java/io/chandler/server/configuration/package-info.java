/**
 * The settings of a broker: one definition from which come the parser, the environment, the printout and the manual.
 */
@NullMarked
package io.chandler.server.configuration;

import org.jspecify.annotations.NullMarked;

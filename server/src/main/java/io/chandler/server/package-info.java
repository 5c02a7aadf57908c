/** The broker as a process: HTTP listeners, TLS, authentication, health, metrics and configuration. */
@NullMarked
package io.chandler.server;

import org.jspecify.annotations.NullMarked;

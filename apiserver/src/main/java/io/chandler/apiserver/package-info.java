/** The Kubernetes-style API over resources: what {@code kubectl} and informers talk to. It knows no HTTP server. */
@NullMarked
package io.chandler.apiserver;

import org.jspecify.annotations.NullMarked;

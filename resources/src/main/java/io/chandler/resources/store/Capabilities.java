package io.chandler.resources.store;

/**
 * What a store promises beyond the interface.
 *
 * @param shared whether several processes may use it at once; where not, every claim of an earlier process is void
 */
public record Capabilities(boolean shared) {}

package io.chandler.ondemand.bosh;

/** A variable of a deployment: its path in the director's CredHub, and the id of the version in use. */
public record Variable(String path, String id) {}

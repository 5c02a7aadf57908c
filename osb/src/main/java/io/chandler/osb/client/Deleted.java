package io.chandler.osb.client;

/** What is left of a deleted object: nothing. */
public record Deleted() {}

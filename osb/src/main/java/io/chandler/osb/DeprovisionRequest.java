package io.chandler.osb;

/**
 * A request to delete a service instance; the ids of offering and plan are hints about an object that may be unknown.
 */
public record DeprovisionRequest(
        Caller caller, String instanceId, boolean acceptsIncomplete, String serviceId, String planId) {}

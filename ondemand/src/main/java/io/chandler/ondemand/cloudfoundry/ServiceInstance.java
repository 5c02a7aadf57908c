package io.chandler.ondemand.cloudfoundry;

import java.util.Optional;

/** A service instance as the platform knows it. */
public record ServiceInstance(String id, String planId, Optional<String> spaceId) {}

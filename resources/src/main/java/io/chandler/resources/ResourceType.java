package io.chandler.resources;

import java.util.Optional;

/**
 * A kind of object and how its parts are kept as JSON.
 *
 * @param plural the lower-case plural name, such as {@code serviceinstances}; part of each key in a store
 * @param kind such as {@code ServiceInstance}
 * @param indexedLabel a label whose values a store finds without reading every object
 */
public record ResourceType<S, T>(
        String plural, String kind, Class<S> spec, Class<T> status, Optional<String> indexedLabel) {}

package io.chandler.adapter;

import io.chandler.adapter.manifest.Manifest;

/** The input of {@code dashboard-url}. */
public record DashboardUrlRequest(String instanceId, Plan plan, Manifest manifest) {}

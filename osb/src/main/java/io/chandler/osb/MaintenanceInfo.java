package io.chandler.osb;

import java.util.Optional;

/**
 * Which state of maintenance a plan or an instance is in: section "Maintenance Info Object".
 *
 * @param version a semantic version 2.0, compared as text
 */
public record MaintenanceInfo(String version, Optional<String> description) {}

package io.chandler.ondemand.broker;

import io.chandler.ondemand.adapter.Adapter;
import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.InstanceList;
import io.chandler.ondemand.credhub.CredHub;
import io.chandler.ondemand.uaa.InstanceClients;
import java.util.Optional;

/**
 * All that the broker works with.
 *
 * @param platform counts instances for quotas and metrics
 * @param instances lists them; the service instances API where there is one, else the platform
 * @param clients one client of UAA for each instance
 * @param directorCredHub present if secure manifests are enabled
 * @param platformCredHub present if bindings are kept there
 */
public record Neighbours(
        Director director,
        CloudFoundry platform,
        InstanceList instances,
        InstanceClients clients,
        Optional<CredHub> directorCredHub,
        Optional<CredHub> platformCredHub,
        Adapter adapter,
        OperatorLog log) {}

package io.chandler.ondemand.cloudfoundry;

import java.util.List;
import java.util.Map;

/** Where the instances of an offering are listed: Cloud Controller, the service instances API, or nowhere. */
public interface InstanceList {

    /**
     * All instances of the offering.
     *
     * @param filters with Cloud Controller {@code cf_org} and {@code cf_space}, both or none; else handed on as they are
     * @throws PlatformException if the platform cannot be asked, or a filter is not known
     */
    List<ServiceInstance> instances(Map<String, String> filters);
}

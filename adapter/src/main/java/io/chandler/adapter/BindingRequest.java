package io.chandler.adapter;

import io.chandler.adapter.manifest.Manifest;
import java.util.List;
import java.util.Map;

/**
 * The input of {@code create-binding} and {@code delete-binding}. {@code toString} shows no secret.
 *
 * @param boshVms the addresses of the instances by instance group
 * @param secrets the values of the manifest's {@code ((...))}, by their exact texts; only if secure manifests are on
 * @param dnsAddresses names in DNS by what the plan calls them in {@code binding_with_dns}
 */
public record BindingRequest(
        String bindingId,
        Map<String, List<String>> boshVms,
        Manifest manifest,
        RequestParameters parameters,
        Map<String, String> secrets,
        Map<String, String> dnsAddresses) {
    @Override
    public String toString() {
        return "BindingRequest[" + bindingId + "]";
    }
}

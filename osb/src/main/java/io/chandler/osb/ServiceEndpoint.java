package io.chandler.osb;

import java.util.List;

/**
 * Where an app reaches the instance: section "Endpoint Object".
 *
 * @param ports ports or ranges as text, such as {@code "443"} or {@code "9000-9010"}; not empty
 * @param protocol {@code tcp}, {@code udp} or {@code all}
 */
public record ServiceEndpoint(String host, List<String> ports, String protocol) {

    public ServiceEndpoint {
        ports = List.copyOf(ports);
    }
}

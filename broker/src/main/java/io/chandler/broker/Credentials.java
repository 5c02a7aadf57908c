package io.chandler.broker;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.ServiceEndpoint;
import io.chandler.osb.VolumeMount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a binding gives out: credentials, endpoints, and for special offerings a log drain, a route service or volumes.
 * Immutable; each method returns a new value. {@code toString} never prints what is inside.
 */
public final class Credentials {

    private final BindingDetails details;

    private Credentials(BindingDetails details) {
        this.details = details;
    }

    /** Nothing yet: for bindings that consist of other things than credentials. */
    public static Credentials none() {
        return new Credentials(new BindingDetails(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    }

    /** Credentials with one member. */
    public static Credentials of(String name, String value) {
        return none().and(name, value);
    }

    /** Credentials that are this JSON object. */
    public static Credentials of(ObjectNode credentials) {
        return none().withCredentials(credentials.deepCopy());
    }

    /** The same with one more member. */
    public Credentials and(String name, String value) {
        return and(name, JsonNodeFactory.instance.stringNode(value));
    }

    /** The same with one more member, a whole number. */
    public Credentials and(String name, long value) {
        return and(name, JsonNodeFactory.instance.numberNode(value));
    }

    /** The same with one more member of any kind. */
    public Credentials and(String name, JsonNode value) {
        var credentials =
                details.credentials().map(ObjectNode::deepCopy).orElseGet(JsonNodeFactory.instance::objectNode);
        credentials.set(name, value);
        return withCredentials(credentials);
    }

    private Credentials withCredentials(ObjectNode credentials) {
        return new Credentials(new BindingDetails(
                Optional.of(credentials),
                details.syslogDrainUrl(),
                details.routeServiceUrl(),
                details.volumeMounts(),
                details.endpoints(),
                details.expiresAt(),
                details.renewBefore()));
    }

    /** The same with one more endpoint that the app needs to reach. */
    public Credentials endpoint(String host, int port) {
        return endpoint(new ServiceEndpoint(host, List.of(Integer.toString(port)), "tcp"));
    }

    /** The same with one more endpoint that the app needs to reach. */
    public Credentials endpoint(ServiceEndpoint endpoint) {
        return new Credentials(new BindingDetails(
                details.credentials(),
                details.syslogDrainUrl(),
                details.routeServiceUrl(),
                details.volumeMounts(),
                plus(details.endpoints(), endpoint),
                details.expiresAt(),
                details.renewBefore()));
    }

    /** The same with the address that takes an app's log; for offerings that require {@code syslog_drain}. */
    public Credentials syslogDrain(String url) {
        return new Credentials(new BindingDetails(
                details.credentials(),
                Optional.of(url),
                details.routeServiceUrl(),
                details.volumeMounts(),
                details.endpoints(),
                details.expiresAt(),
                details.renewBefore()));
    }

    /** The same with the https address through which a route's requests go; for {@code route_forwarding}. */
    public Credentials routeService(String url) {
        return new Credentials(new BindingDetails(
                details.credentials(),
                details.syslogDrainUrl(),
                Optional.of(url),
                details.volumeMounts(),
                details.endpoints(),
                details.expiresAt(),
                details.renewBefore()));
    }

    /** The same with one more volume; for offerings that require {@code volume_mount}. */
    public Credentials volume(VolumeMount mount) {
        return new Credentials(new BindingDetails(
                details.credentials(),
                details.syslogDrainUrl(),
                details.routeServiceUrl(),
                plus(details.volumeMounts(), mount),
                details.endpoints(),
                details.expiresAt(),
                details.renewBefore()));
    }

    /** The same with the moment from which the credentials no longer work. */
    public Credentials expiresAt(Instant moment) {
        return new Credentials(new BindingDetails(
                details.credentials(),
                details.syslogDrainUrl(),
                details.routeServiceUrl(),
                details.volumeMounts(),
                details.endpoints(),
                Optional.of(moment),
                details.renewBefore()));
    }

    /** The same with the moment before which the platform should rotate; not after {@link #expiresAt}. */
    public Credentials renewBefore(Instant moment) {
        return new Credentials(new BindingDetails(
                details.credentials(),
                details.syslogDrainUrl(),
                details.routeServiceUrl(),
                details.volumeMounts(),
                details.endpoints(),
                details.expiresAt(),
                Optional.of(moment)));
    }

    /** The protocol's form. */
    public BindingDetails details() {
        return details;
    }

    private static <E> List<E> plus(List<E> list, E element) {
        var longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }

    @Override
    public String toString() {
        return "Credentials[not shown]";
    }
}

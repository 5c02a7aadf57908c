package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.uaa.UaaSimulator;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/** How a Cloud Controller is to be. Not thread-safe; used at its start. */
public final class CloudControllerSettings {

    private final UaaSimulator uaa;
    private int port;
    private OptionalInt withoutV2 = OptionalInt.empty();
    private OptionalInt withoutV3 = OptionalInt.empty();
    private String v2Version = "2.270.0";
    private String v3Version = "3.205.0";
    private String openVersion = "2.17";
    private int largestPage = 100;
    private Duration operationTime = Duration.ofMillis(50);
    private boolean callsBrokers;
    private Optional<SSLContext> tls = Optional.empty();

    CloudControllerSettings(UaaSimulator uaa) {
        this.uaa = uaa;
    }

    /** The port, or 0 for any; 0 unless it is said. */
    public CloudControllerSettings port(int newPort) {
        port = newPort;
        return this;
    }

    /** Version 2 of the API is switched off: its requests are answered with a status, 404 or 410. */
    public CloudControllerSettings withoutV2(int status) {
        withoutV2 = OptionalInt.of(status);
        return this;
    }

    /** Version 3 of the API is not there yet: its requests are answered with a status, such as 404. */
    public CloudControllerSettings withoutV3(int status) {
        withoutV3 = OptionalInt.of(status);
        return this;
    }

    /** What {@code /v2/info} says of itself; {@code 2.270.0} unless it is said. */
    public CloudControllerSettings v2Version(String version) {
        v2Version = version;
        return this;
    }

    /** The version of the Open Service Broker API; {@code 2.17} unless it is said. */
    public CloudControllerSettings openVersion(String version) {
        openVersion = version;
        return this;
    }

    /** No list has more on one page, whatever is asked for; 100 unless it is said. */
    public CloudControllerSettings largestPage(int entries) {
        largestPage = entries;
        return this;
    }

    /** How long an operation takes where no broker is called; 50 ms unless it is said. */
    public CloudControllerSettings operationTime(Duration time) {
        operationTime = time;
        return this;
    }

    /**
     * Brokers are called as the real platform does: for the catalog when they are registered, for instances and
     * bindings when these are made, upgraded and deleted. Otherwise operations end well after the usual time.
     */
    public CloudControllerSettings callBrokers() {
        callsBrokers = true;
        return this;
    }

    /** As {@link #callBrokers()}, with the trust that their certificates need. */
    public CloudControllerSettings callBrokers(SSLContext trust) {
        tls = Optional.of(trust);
        return callBrokers();
    }

    UaaSimulator uaa() {
        return uaa;
    }

    int port() {
        return port;
    }

    OptionalInt withoutV2() {
        return withoutV2;
    }

    OptionalInt withoutV3() {
        return withoutV3;
    }

    String v2Version() {
        return v2Version;
    }

    String v3Version() {
        return v3Version;
    }

    String openVersion() {
        return openVersion;
    }

    int largestPage() {
        return largestPage;
    }

    Duration operationTime() {
        return operationTime;
    }

    boolean callsBrokers() {
        return callsBrokers;
    }

    Optional<SSLContext> tls() {
        return tls;
    }
}

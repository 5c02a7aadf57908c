package io.chandler.ondemand.commands;

import io.chandler.ondemand.commands.ErrandFile.Malformed;
import java.time.Duration;
import java.util.Optional;

/**
 * How a command reaches the broker: section {@code broker_api} of an errand's file.
 *
 * @param authority PEM of a certificate to trust besides those of the platform
 * @param timeout of one request; none without
 */
record BrokerAccess(
        String url,
        String user,
        String password,
        Optional<String> authority,
        boolean verification,
        Optional<Duration> timeout) {

    static BrokerAccess of(ErrandFile file, Optional<Duration> timeout) throws Malformed {
        return new BrokerAccess(
                file.text("broker_api.url"),
                file.text("broker_api.authentication.basic.username"),
                file.text("broker_api.authentication.basic.password"),
                file.optional("broker_api.tls.ca_cert"),
                !file.on("broker_api.tls.disable_ssl_cert_verification"),
                timeout);
    }

    boolean complete() {
        return !url.isEmpty() && !user.isEmpty() && !password.isEmpty();
    }

    @Override
    public String toString() {
        return "BrokerAccess[url=" + url + ", user=" + user + "]";
    }
}

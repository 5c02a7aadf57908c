package io.chandler.osb.client;

import io.chandler.osb.ApiVersion;
import io.chandler.osb.client.internal.RequestWriter;
import io.chandler.osb.client.internal.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Settings of a {@link BrokerClient}. Not thread-safe. */
public final class BrokerClientBuilder {

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private final URI base;
    private Optional<String> authorization = Optional.empty();
    private ApiVersion version = ApiVersion.CURRENT;
    private Duration timeout = Duration.ofSeconds(60);
    private int maximumBody = 16 << 20;
    private Optional<SSLContext> tls = Optional.empty();
    private Clock clock = Clock.systemUTC();

    BrokerClientBuilder(URI base) {
        this.base = checked(base);
    }

    private static URI checked(URI base) {
        var scheme = base.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("The broker's address must begin with http:// or https://.");
        }
        if (base.getHost() == null) {
            throw new IllegalArgumentException("The broker's address must name a host.");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The broker's address must have no user, query or fragment; credentials are given by themselves.");
        }
        var text = base.toString();
        int end = text.length();
        while (text.charAt(end - 1) == '/') {
            end--;
        }
        return URI.create(text.substring(0, end));
    }

    /** Basic authentication, sent with every request. The user has no colon. */
    public BrokerClientBuilder basic(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("The user must not have a colon in it.");
        }
        var bytes = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        authorization = Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
        return this;
    }

    /** A token, sent with every request. */
    public BrokerClientBuilder bearer(String token) {
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("The token must be made of printable ASCII characters.");
        }
        authorization = Optional.of("Bearer " + token);
        return this;
    }

    /** The version that the requests name; 2.17 where nothing is said. */
    public BrokerClientBuilder version(ApiVersion newVersion) {
        version = newVersion;
        return this;
    }

    /** The time for one request, from connecting to the last byte of the answer; 60 s where nothing is said. */
    public BrokerClientBuilder timeout(Duration newTimeout) {
        if (newTimeout.toMillis() <= 0) {
            throw new IllegalArgumentException("The timeout must be at least a millisecond.");
        }
        timeout = newTimeout;
        return this;
    }

    /** The largest answer that is read, in bytes; 16 MiB where nothing is said. */
    public BrokerClientBuilder maximumBody(int bytes) {
        maximumBody = bytes;
        return this;
    }

    /** Whom the client trusts, and as whom it presents itself; the JDK's defaults where nothing is said. */
    public BrokerClientBuilder tls(SSLContext context) {
        tls = Optional.of(context);
        return this;
    }

    /** The clock by which dates in answers are read and operations are timed. */
    public BrokerClientBuilder clock(Clock newClock) {
        clock = newClock;
        return this;
    }

    /** The client. */
    public BrokerClient build() {
        var http = HttpClient.newBuilder()
                .version(
                        "https".equalsIgnoreCase(base.getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT)
                .executor(Thread::startVirtualThread);
        tls.ifPresent(http::sslContext);
        return new BrokerClient(
                new Transport(http.build(), timeout, maximumBody),
                new RequestWriter(base, version, authorization, Optional.empty()),
                clock);
    }
}

package io.chandler.ondemand.http;

import io.chandler.ondemand.configuration.ConfigurationException;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The way to servers: direct, or through the proxies that the environment names. */
public final class Proxies implements AutoCloseable {

    private final Optional<ProxySelector> selector;
    private final Optional<Authenticator> authenticator;
    private final Optional<SocksRelay> relay;

    private Proxies(
            Optional<ProxySelector> selector, Optional<Authenticator> authenticator, Optional<SocksRelay> relay) {
        this.selector = selector;
        this.authenticator = authenticator;
        this.relay = relay;
    }

    /** Straight to every server. */
    public static Proxies none() {
        return new Proxies(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * By {@code BOSH_ALL_PROXY}, such as {@code socks5://user:password@host:1080}.
     *
     * @throws ConfigurationException if it is not the address of a SOCKS5 proxy
     */
    public static Proxies ofBosh(Map<String, String> environment) {
        var value = environment.getOrDefault("BOSH_ALL_PROXY", "");
        if (value.isEmpty()) {
            return none();
        }
        var uri = address("BOSH_ALL_PROXY", value);
        if (!List.of("socks5", "socks5h").contains(uri.getScheme()) || uri.getPort() < 0) {
            throw new ConfigurationException("BOSH_ALL_PROXY must be like socks5://host:port");
        }
        try {
            var relay = new SocksRelay(uri.getHost(), uri.getPort(), user(uri));
            return new Proxies(Optional.of(ProxySelector.of(relay.address())), Optional.empty(), Optional.of(relay));
        } catch (IOException e) {
            throw new ConfigurationException("BOSH_ALL_PROXY cannot be used: no port is free on this machine");
        }
    }

    /** By {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, as Go reads them; lower case counts too. */
    public static Proxies ofEnvironment(Map<String, String> environment) {
        var http = variable(environment, "HTTP_PROXY").map(value -> address("HTTP_PROXY", value));
        var https = variable(environment, "HTTPS_PROXY").map(value -> address("HTTPS_PROXY", value));
        if (http.isEmpty() && https.isEmpty()) {
            return none();
        }
        var direct = Stream.of(variable(environment, "NO_PROXY").orElse("").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        var users = Stream.of(http, https).flatMap(Optional::stream).flatMap(uri -> user(uri).stream());
        return new Proxies(
                Optional.of(new ByScheme(http, https, direct)),
                users.findFirst().map(Proxies::authenticator),
                Optional.empty());
    }

    Optional<ProxySelector> selector() {
        return selector;
    }

    Optional<Authenticator> authenticator() {
        return authenticator;
    }

    Optional<InetSocketAddress> relayAddress() {
        return relay.map(SocksRelay::address);
    }

    /** What every request must tell the relay. */
    Optional<String> header() {
        return relay.map(SocksRelay::password);
    }

    @Override
    public void close() {
        relay.ifPresent(SocksRelay::close);
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Stream.of(name, name.toLowerCase(Locale.ROOT))
                .map(key -> environment.getOrDefault(key, ""))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static URI address(String name, String value) {
        try {
            var uri = URI.create(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Told below, without the value: it may hold a password.
        }
        throw new ConfigurationException(name + " is not the address of a proxy");
    }

    static Optional<PasswordAuthentication> user(URI uri) {
        var both = uri.getRawUserInfo();
        if (both == null || both.isEmpty()) {
            return Optional.empty();
        }
        var parts = both.split(":", 2);
        var password = parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
        return Optional.of(new PasswordAuthentication(
                URLDecoder.decode(parts[0], StandardCharsets.UTF_8), password.toCharArray()));
    }

    private static Authenticator authenticator(PasswordAuthentication user) {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.PROXY ? user : null;
            }
        };
    }

    private static final class ByScheme extends ProxySelector {

        private final Optional<URI> http;
        private final Optional<URI> https;
        private final List<String> direct;

        private ByScheme(Optional<URI> http, Optional<URI> https, List<String> direct) {
            this.http = http;
            this.https = https;
            this.direct = direct;
        }

        @Override
        public List<Proxy> select(@Nullable URI uri) {
            if (uri == null || goesDirect(uri)) {
                return List.of(Proxy.NO_PROXY);
            }
            return ("https".equals(uri.getScheme()) ? https : http)
                    .map(proxy -> new Proxy(
                            Proxy.Type.HTTP,
                            InetSocketAddress.createUnresolved(
                                    proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort())))
                    .map(List::of)
                    .orElse(List.of(Proxy.NO_PROXY));
        }

        private boolean goesDirect(URI uri) {
            var host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
            if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
                return true;
            }
            return direct.stream().anyMatch(name -> matches(name.toLowerCase(Locale.ROOT), host, uri.getPort()));
        }

        private static boolean matches(String name, String host, int port) {
            int colon = name.lastIndexOf(':');
            var plain = colon > 0 ? name.substring(0, colon) : name;
            if (colon > 0 && !name.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            var domain = plain.startsWith("*.") ? plain.substring(1) : plain;
            return plain.equals("*")
                    || host.equals(domain)
                    || host.endsWith(domain.startsWith(".") ? domain : "." + domain);
        }

        @Override
        public void connectFailed(@Nullable URI uri, @Nullable SocketAddress address, @Nullable IOException cause) {}
    }
}

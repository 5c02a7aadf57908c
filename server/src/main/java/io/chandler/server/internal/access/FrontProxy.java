package io.chandler.server.internal.access;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.User;
import io.chandler.osb.Json;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a cluster says of those who come by its own API server, and of its users with certificates: the ConfigMap {@code
 * kube-system/extension-apiserver-authentication}. Immutable.
 *
 * @param proxyAuthorities who signs the certificates of the cluster's API server, as PEM
 * @param proxyNames the names of such certificates; empty for any
 * @param clientAuthorities who signs the certificates of users, as PEM
 */
record FrontProxy(
        String proxyAuthorities,
        Set<String> proxyNames,
        List<String> userHeaders,
        List<String> groupHeaders,
        List<String> extraPrefixes,
        String clientAuthorities) {

    /** Nobody comes by the cluster's API server. */
    static final FrontProxy NONE = new FrontProxy("", Set.of(), List.of(), List.of(), List.of(), "");

    /** Reads the ConfigMap. */
    static FrontProxy of(JsonNode map) {
        var data = map.path("data");
        return new FrontProxy(
                data.path("requestheader-client-ca-file").asString(""),
                Set.copyOf(texts(data, "requestheader-allowed-names", List.of())),
                texts(data, "requestheader-username-headers", List.of("X-Remote-User")),
                texts(data, "requestheader-group-headers", List.of("X-Remote-Group")),
                texts(data, "requestheader-extra-headers-prefix", List.of("X-Remote-Extra-")),
                data.path("client-ca-file").asString(""));
    }

    private static List<String> texts(JsonNode data, String name, List<String> otherwise) {
        var text = data.path(name).asString("");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return Json.mapper()
                    .readTree(text)
                    .valueStream()
                    .map(value -> value.asString(""))
                    .filter(value -> !value.isEmpty())
                    .toList();
        } catch (JacksonException e) {
            return otherwise;
        }
    }

    /** All authorities whose certificates a handshake must let through. */
    String authorities() {
        return proxyAuthorities + "\n" + clientAuthorities;
    }

    /** The user that the cluster's API server names, if it is who sends the request. */
    Optional<User> proxied(ApiRequest request) {
        var chain = request.certificates();
        if (chain.isEmpty() || !verifies(chain, proxyAuthorities)) {
            return Optional.empty();
        }
        var name = subject(chain.getFirst()).map(User::name).orElse("");
        if (!proxyNames.isEmpty() && !proxyNames.contains(name)) {
            return Optional.empty();
        }
        var user = userHeaders.stream()
                .map(request::header)
                .filter(value -> !value.isEmpty())
                .findFirst();
        if (user.isEmpty()) {
            return Optional.empty();
        }
        var groups = groupHeaders.stream()
                .flatMap(header -> request.headers().values(header).stream())
                .toList();
        var extra = new HashMap<String, List<String>>();
        for (var prefix : extraPrefixes) {
            for (var header : request.headers().names()) {
                if (header.regionMatches(true, 0, prefix, 0, prefix.length())) {
                    extra.put(
                            key(header.substring(prefix.length())),
                            List.copyOf(request.headers().values(header)));
                }
            }
        }
        return Optional.of(new User(user.get(), request.header("X-Remote-Uid"), groups, extra));
    }

    private static String key(String encoded) {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return encoded.toLowerCase(Locale.ROOT);
        }
    }

    /** The user of a certificate that the cluster has given out. */
    Optional<User> certified(ApiRequest request) {
        var chain = request.certificates();
        return chain.isEmpty() || !verifies(chain, clientAuthorities) ? Optional.empty() : subject(chain.getFirst());
    }

    /** The subject of a certificate: the CN is the name, each O a group. */
    static Optional<User> subject(X509Certificate certificate) {
        var name = "";
        var groups = new ArrayList<String>();
        try {
            for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                switch (part.getType()) {
                    case "CN" -> name = String.valueOf(part.getValue());
                    case "O" -> groups.add(String.valueOf(part.getValue()));
                    default -> {
                        // Where somebody works is of no matter.
                    }
                }
            }
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
        groups.add("system:authenticated");
        return name.isEmpty() ? Optional.empty() : Optional.of(User.of(name, groups));
    }

    private static boolean verifies(List<X509Certificate> chain, String authorities) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var anchors = new HashSet<TrustAnchor>();
            var pem = new ByteArrayInputStream(authorities.strip().getBytes(StandardCharsets.US_ASCII));
            for (var authority : factory.generateCertificates(pem)) {
                anchors.add(new TrustAnchor((X509Certificate) authority, null));
            }
            if (anchors.isEmpty()) {
                return false;
            }
            var rest = chain.stream()
                    .filter(certificate ->
                            anchors.stream().noneMatch(anchor -> certificate.equals(anchor.getTrustedCert())))
                    .toList();
            if (rest.isEmpty()) {
                return true; // An authority by itself: whoever has its key may name whom he likes.
            }
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(rest), parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

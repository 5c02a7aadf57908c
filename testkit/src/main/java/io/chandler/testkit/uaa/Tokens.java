package io.chandler.testkit.uaa;

import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.StateFolder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/** Makes tokens, signed JSON web tokens with HMAC-SHA256, and checks them. */
final class Tokens {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final Duration life;
    private final String issuer;
    private final AtomicInteger generation = new AtomicInteger();

    private record Key(String bytes) {}

    Tokens(StateFolder folder, Duration life, String issuer) {
        this.life = life;
        this.issuer = issuer;
        var kept = folder.load("keys", Key.class);
        byte[] bytes;
        if (kept.isEmpty()) {
            bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            folder.save("keys", "tokens", new Key(Base64.getEncoder().encodeToString(bytes)));
        } else {
            bytes = Base64.getDecoder().decode(kept.getFirst().bytes());
        }
        key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    String make(String subject, String clientId, List<String> scopes) {
        var now = Instant.now();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sub", subject);
        claims.put("client_id", clientId);
        claims.put("scope", scopes);
        claims.put("iss", issuer + "/oauth/token");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(life).getEpochSecond());
        claims.put("expires_ms", now.plus(life).toEpochMilli());
        claims.put("generation", generation.get());
        var head = part("{\"alg\":\"HS256\",\"kid\":\"simulator\",\"typ\":\"JWT\"}") + "." + part(Json.write(claims));
        return head + "." + ENCODER.encodeToString(sign(head));
    }

    /** Makes all tokens until now invalid. */
    void revokeAll() {
        generation.incrementAndGet();
    }

    Optional<Token> check(String token) {
        int end = token.lastIndexOf('.');
        int middle = token.indexOf('.');
        if (middle < 0 || end <= middle) {
            return Optional.empty();
        }
        var expected = ENCODER.encodeToString(sign(token.substring(0, end)));
        if (!MessageDigest.isEqual(bytes(expected), bytes(token.substring(end + 1)))) {
            return Optional.empty();
        }
        var claims = Json.read(new String(
                        Base64.getUrlDecoder().decode(token.substring(middle + 1, end)), StandardCharsets.UTF_8))
                .orElseThrow();
        if (claims.path("expires_ms").asLong() <= System.currentTimeMillis()
                || claims.path("generation").asInt() != generation.get()) {
            return Optional.empty();
        }
        var scopes = new ArrayList<String>();
        for (JsonNode scope : claims.path("scope")) {
            scopes.add(scope.stringValue());
        }
        return Optional.of(new Token(claims.path("sub").stringValue(), scopes));
    }

    private static String part(String json) {
        return ENCODER.encodeToString(bytes(json));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

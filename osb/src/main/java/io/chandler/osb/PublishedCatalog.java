package io.chandler.osb;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A catalog ready to be sent: serialised once, with what conditional requests need.
 *
 * @param json the response body; not to be modified
 * @param etag a strong entity tag with its quotes, a function of the body alone: equal on every replica
 * @param lastModified when this content was first published, whole seconds
 */
public record PublishedCatalog(Catalog catalog, byte[] json, String etag, Instant lastModified) {

    /**
     * Serialises the catalog. Where the previous catalog has the same body it keeps its time; otherwise the time is
     * now, and later than that of the previous one in any case.
     */
    public static PublishedCatalog publish(Catalog catalog, Optional<PublishedCatalog> previous, Clock clock) {
        byte[] json = Json.mapper().writeValueAsBytes(CatalogJson.write(catalog));
        return new PublishedCatalog(catalog, json, etag(json), lastModified(json, previous, clock));
    }

    private static Instant lastModified(byte[] json, Optional<PublishedCatalog> previous, Clock clock) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (previous.isEmpty()) {
            return now;
        }
        var before = previous.get();
        if (Arrays.equals(before.json, json)) {
            return before.lastModified;
        }
        return now.isAfter(before.lastModified) ? now : before.lastModified.plusSeconds(1);
    }

    private static String etag(byte[] json) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

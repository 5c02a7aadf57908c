package io.chandler.osb.internal;

import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse.Header;
import io.chandler.osb.PublishedCatalog;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The catalog as a reply, or 304 where the platform has it already (RFC 9110, section 13). Thread-safe. */
public final class CatalogReply {

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private volatile @Nullable Prepared latest;

    private record Prepared(PublishedCatalog catalog, Reply full, Reply notModified) {}

    /** The reply to a catalog request. */
    public Reply of(HttpRequest request, PublishedCatalog catalog) {
        var prepared = prepared(catalog);
        return isCurrent(request, catalog) ? prepared.notModified : prepared.full;
    }

    private Prepared prepared(PublishedCatalog catalog) {
        var known = latest;
        if (known != null && isSame(known.catalog, catalog)) {
            return known;
        }
        var date = HTTP_DATE.format(catalog.lastModified().atOffset(ZoneOffset.UTC));
        var headers = List.of(new Header("ETag", catalog.etag()), new Header("Last-Modified", date));
        var full = new Reply(200, catalog.json(), headers, null, null, null);
        var made = new Prepared(catalog, full, new Reply(304, new byte[0], headers, null, null, null));
        latest = made;
        return made;
    }

    private static boolean isSame(PublishedCatalog known, PublishedCatalog catalog) {
        return known.etag().equals(catalog.etag())
                && known.lastModified().equals(catalog.lastModified())
                && Arrays.equals(known.json(), catalog.json());
    }

    private static boolean isCurrent(HttpRequest request, PublishedCatalog catalog) {
        var tags = request.headers().values("If-None-Match");
        if (!tags.isEmpty()) {
            for (var list : tags) {
                if (names(list, catalog.etag())) {
                    return true;
                }
            }
            return false;
        }
        var dates = request.headers().values("If-Modified-Since");
        if (dates.isEmpty()) {
            return false;
        }
        var date = date(dates.getFirst());
        return date != null && !catalog.lastModified().isAfter(date);
    }

    /** Whether a list of entity tags names this one, by weak comparison. */
    private static boolean names(String list, String etag) {
        if (list.strip().equals("*")) {
            return true;
        }
        int open = list.indexOf('"');
        while (open >= 0) {
            int close = list.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            if (close - open + 1 == etag.length() && list.startsWith(etag, open)) {
                return true;
            }
            open = list.indexOf('"', close + 1);
        }
        return false;
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}

package io.chandler.osb.client;

import io.chandler.osb.Catalog;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A catalog, with what the next request for it needs in order to be conditional.
 *
 * @param json the catalog as the broker sent it; not to be modified
 * @param etag the entity tag with its quotes
 * @param lastModified as the broker sent it
 */
public record FetchedCatalog(Catalog catalog, ObjectNode json, Optional<String> etag, Optional<String> lastModified) {

    /** Without the document, in which an offering may keep its client's secret. */
    @Override
    public String toString() {
        return "FetchedCatalog[catalog=" + catalog + ", etag=" + etag + ", lastModified=" + lastModified + "]";
    }
}

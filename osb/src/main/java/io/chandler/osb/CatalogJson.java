package io.chandler.osb;

import io.chandler.osb.internal.CatalogReader;
import io.chandler.osb.internal.CatalogWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The catalog as it travels: section "Catalog Management". */
public final class CatalogJson {

    private CatalogJson() {}

    /**
     * The response body of a catalog request. Booleans are always written, {@code bindable} and {@code plan_updateable}
     * of a plan with the value that holds for it, because some platforms take a missing boolean for false; what is
     * empty is omitted; extensions stand beside the members of the specification, which win over extensions of the same
     * name.
     */
    public static ObjectNode write(Catalog catalog) {
        return CatalogWriter.catalog(catalog);
    }

    /**
     * Reads the response body of a catalog request as a platform should: unknown members are kept as extensions,
     * missing members take the defaults of the specification, null means missing.
     *
     * @throws IllegalArgumentException if the body is not a catalog; the message names the member and what would be
     *     right
     */
    public static Catalog read(JsonNode body) {
        return CatalogReader.catalog(body);
    }
}

package io.chandler.resources;

/**
 * The name of an object within its type: any non-empty text without control characters, at most 1,024 characters; a
 * namespace may be empty. Names are case-sensitive and compared by code point.
 */
public record Ref(String namespace, String name) {

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

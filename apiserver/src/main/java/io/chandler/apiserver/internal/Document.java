package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiResponse.Header;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * A document that does not change, with the tag by which clients ask whether it has.
 *
 * @param hash of the bytes, in hexadecimal
 */
record Document(String mediaType, byte[] bytes, String hash) {

    private static final int NOT_MODIFIED = 304;

    static Document of(String mediaType, JsonNode json) {
        var bytes = Json.bytes(json);
        return new Document(
                mediaType, bytes, HexFormat.of().formatHex(sha256(bytes)).toUpperCase(Locale.ROOT));
    }

    static Document of(JsonNode json) {
        return of("application/json", json);
    }

    /** The document, or the answer that the client has it. */
    ApiResponse answer(ApiRequest request) {
        var tag = new Header("ETag", "\"" + hash + "\"");
        var vary = new Header("Vary", "Accept");
        if (request.header("If-None-Match").contains(hash)) {
            return new ApiResponse(NOT_MODIFIED, List.of(tag, vary), new Body.Bytes(new byte[0]));
        }
        return new ApiResponse(200, List.of(new Header("Content-Type", mediaType), tag, vary), new Body.Bytes(bytes));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

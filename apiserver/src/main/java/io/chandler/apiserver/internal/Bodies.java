package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiRequest;
import java.io.IOException;
import java.util.Locale;

/** Reads the bodies of requests. */
final class Bodies {

    /** Most bytes of a body. */
    static final int LIMIT = 3 * 1024 * 1024;

    private Bodies() {}

    /** The media type without parameters; empty text where there is none. */
    static String mediaType(ApiRequest request) {
        var value = request.header("Content-Type");
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /** The whole body. @throws Failure if it is too large or does not arrive */
    static byte[] read(ApiRequest request) {
        byte[] body;
        try {
            body = request.body().readNBytes(LIMIT + 1);
        } catch (IOException e) {
            throw Failure.badRequest("the body of the request did not arrive");
        }
        if (body.length > LIMIT) {
            throw Failure.tooLarge(LIMIT);
        }
        return body;
    }
}

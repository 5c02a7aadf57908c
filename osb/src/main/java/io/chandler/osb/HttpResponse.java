package io.chandler.osb;

import java.util.List;

/**
 * A response of the {@link Endpoint}.
 *
 * @param headers in order, {@code Content-Type} among them where there is a body
 * @param body not to be modified; empty for 304
 */
public record HttpResponse(int status, List<Header> headers, byte[] body) {

    /** One header line. */
    public record Header(String name, String value) {}
}

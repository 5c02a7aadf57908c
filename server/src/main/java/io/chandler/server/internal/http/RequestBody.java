package io.chandler.server.internal.http;

import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, asked of the client only when it is read. Whatever goes wrong on the way is an {@link
 * IOException}: the client has gone, came too late or broke the framing. A body that the HTTP server finds too long
 * goes on without end, for whoever reads it to find the same.
 */
final class RequestBody extends InputStream {

    private static final int TOO_LONG = 413;
    private static final long MOST_TO_DISCARD = 64 * 1024;

    private final ServerRequest request;
    private final Deadlines.Exchange exchange;
    private final boolean present;
    private @Nullable InputStream content;
    private boolean ended;
    private boolean failed;
    private boolean tooLong;

    RequestBody(ServerRequest request, Deadlines.Exchange exchange) {
        this.request = request;
        this.exchange = exchange;
        this.present = request.content().hasEntity();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (!present || ended) {
            return -1;
        }
        if (tooLong) {
            return length;
        }
        exchange.awaitMore();
        int count;
        try {
            if (content == null) {
                content = request.content().inputStream();
            }
            count = content.read(bytes, offset, length);
        } catch (RequestException e) {
            failed = true;
            tooLong = e.status().code() == TOO_LONG;
            if (tooLong) {
                return length;
            }
            throw new IOException("the body is malformed", e);
        } catch (RuntimeException e) {
            failed = true;
            throw new IOException("the body did not arrive", e);
        }
        if (!exchange.work()) {
            failed = true;
            throw new IOException("the body came too late");
        }
        ended = count < 0;
        return count;
    }

    /**
     * Reads what is left, if that is not much.
     *
     * @return whether the connection can be used for a further request
     */
    boolean discard() {
        if (!present || ended) {
            return true;
        }
        var headers = request.headers();
        if (failed
                || headers.contentLength().orElse(0) > MOST_TO_DISCARD
                || (content == null && headers.containsToken(HeaderValues.EXPECT_100))) {
            return false;
        }
        try {
            var buffer = new byte[4096];
            long most = MOST_TO_DISCARD;
            while (most > 0 && !ended) {
                most -= Math.max(0, read(buffer, 0, buffer.length));
            }
            return ended;
        } catch (IOException e) {
            return false;
        }
    }
}

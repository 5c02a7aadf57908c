package io.chandler.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One request on a connection of its own. */
public final class Exchange {

    private Exchange() {}

    /**
     * Fetches the catalog.
     *
     * @throws SocketException if nobody listens, or if the connection ends before the reply does
     */
    public static Reply catalog(InetSocketAddress address, Requests requests) throws IOException {
        try (var channel = SocketChannel.open(address)) {
            var request = requests.catalog().fill(0, 0);
            while (request.hasRemaining()) {
                channel.write(request);
            }
            var reply = new Reply();
            var buffer = ByteBuffer.allocate(64 * 1024);
            while (true) {
                if (channel.read(buffer.clear()) < 0) {
                    throw new SocketException("The connection ended before the reply");
                }
                if (reply.add(buffer.flip())) {
                    return reply;
                }
            }
        }
    }
}

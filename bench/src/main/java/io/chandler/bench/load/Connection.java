package io.chandler.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One keep-alive connection and its script. Opened anew whenever the server announces its end. */
final class Connection {

    private final InetSocketAddress address;
    private final Selector selector;
    private final Script script;
    private final Reply reply = new Reply();
    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer request = ByteBuffer.allocate(0);
    private boolean beginning;
    private boolean writing;
    private long begun;
    private long due;
    private int opened;

    Connection(InetSocketAddress address, Selector selector, Script script) throws IOException {
        this.address = address;
        this.selector = selector;
        this.script = script;
        this.channel = SocketChannel.open();
        this.key = open();
    }

    private SelectionKey open() throws IOException {
        channel.connect(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        opened++;
        return channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** The next request begins a unit of work. */
    void begin() {
        beginning = true;
    }

    /** Sends the script's next request. */
    void send() throws IOException {
        if (reply.closing()) {
            channel.close();
            channel = SocketChannel.open();
            key = open();
        }
        reply.clear();
        request = script.next();
        if (beginning) {
            beginning = false;
            begun = System.nanoTime();
        }
        write();
    }

    /** Writes what is left of the request. */
    void write() throws IOException {
        channel.write(request);
        if (request.hasRemaining() || writing) {
            writing = request.hasRemaining();
            key.interestOps(writing ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    /**
     * Reads what is there.
     *
     * @param buffer to read to; the reply is looked at there
     * @return whether the reply is complete
     */
    boolean read(ByteBuffer buffer) throws IOException {
        while (true) {
            var count = channel.read(buffer.clear());
            if (count < 0) {
                throw new UnexpectedReply("The server closed the connection in the middle of an exchange");
            }
            if (count == 0) {
                return false;
            }
            if (reply.add(buffer.flip())) {
                return true;
            }
            if (count < buffer.capacity()) {
                return false;
            }
        }
    }

    /** Hands the complete reply to the script. */
    Progress take() {
        return script.take(reply);
    }

    /** Until when the script pauses, from now. */
    void pauseFrom(long now) {
        due = now + script.pauseNanos();
    }

    /** When the pause is over. */
    long due() {
        return due;
    }

    /** When the unit of work began. */
    long begun() {
        return begun;
    }

    /** How often the connection was opened beyond the first time. */
    int reopened() {
        return opened - 1;
    }

    /** Whether the request is not wholly written. */
    boolean writing() {
        return writing;
    }

    void close() throws IOException {
        channel.close();
    }
}

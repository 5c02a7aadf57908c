package io.chandler.examples.postgres.demo;

import java.io.IOException;
import java.net.URI;

/** The broker's process that runs now. Ends it for good when the demo ends. Thread-safe. */
final class BrokerHolder {

    private final DemoFolder folder;
    private final URI address;
    private BrokerProcess current;
    private boolean closed;

    private BrokerHolder(DemoFolder folder, URI address, BrokerProcess current) {
        this.folder = folder;
        this.address = address;
        this.current = current;
    }

    static BrokerHolder start(DemoFolder folder, URI address) throws IOException, InterruptedException, Unexpected {
        return new BrokerHolder(folder, address, BrokerProcess.start(folder, address));
    }

    synchronized BrokerProcess current() {
        return current;
    }

    /** Starts the broker in place of one that has ended. */
    synchronized void startAgain() throws IOException, InterruptedException, Unexpected {
        if (closed) {
            throw new InterruptedException("the demo is at its end");
        }
        current = BrokerProcess.start(folder, address);
    }

    /** Ends the broker; it cannot be started again. */
    synchronized void close() throws InterruptedException {
        if (!closed) {
            closed = true;
            current.stop();
        }
    }
}

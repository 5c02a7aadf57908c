package io.chandler.testkit;

import java.net.URI;
import java.util.List;

/** A server that behaves as a neighbour of the on-demand broker does. Thread-safe. */
public interface Simulator extends AutoCloseable {

    /** Where it listens, without a slash at the end. */
    URI url();

    /** Who signed its certificate; to be trusted by its clients. */
    Authority authority();

    /** The newest requests, at most 10,000 of them, in the order of their arrival. */
    List<Request> requests();

    /** Forgets the requests until now. */
    void forgetRequests();

    /** Faults on request. */
    Faults faults();

    /** Ends it at once; connections are closed. */
    @Override
    void close();
}

package io.chandler.acceptance.replicas;

import java.util.List;
import java.util.Random;

/** Servers that keep the state of all replicas, and that can fail and come back. */
interface SharedStore extends AutoCloseable {

    /** The ports of the servers. */
    List<Integer> ports();

    /** The lines of a configuration about the store, where its servers are reached by these ports. */
    String configuration(List<Integer> ports);

    /** Lets something fail, and mends it before it returns. */
    String disturb(Random random) throws Exception;

    @Override
    void close();
}

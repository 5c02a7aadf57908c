package io.chandler.acceptance.replicas;

/** The same where a cluster keeps the objects. */
class ClusterTakeoverTest extends TakeoverTest {

    @Override
    SharedStore startStore() throws Exception {
        return ClusterServer.start();
    }
}

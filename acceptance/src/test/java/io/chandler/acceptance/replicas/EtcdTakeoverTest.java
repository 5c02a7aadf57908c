package io.chandler.acceptance.replicas;

/** The same where etcd keeps the objects. */
class EtcdTakeoverTest extends TakeoverTest {

    @Override
    SharedStore startStore() throws Exception {
        return EtcdMembers.start();
    }
}

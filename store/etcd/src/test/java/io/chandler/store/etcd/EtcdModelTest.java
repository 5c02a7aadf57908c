package io.chandler.store.etcd;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.Operation;
import io.chandler.store.kit.Operations;
import io.chandler.store.kit.StoreModel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EtcdModelTest {

    @Property(tries = 25)
    void behavesAsItsModel(@ForAll("operations") List<Operation> operations) throws Exception {
        var settings = EtcdCluster.shared().settings();
        Callable<Store> open = () -> EtcdStore.open(settings);
        StoreModel.check(open, Optional.of(open), operations);
    }

    @Provide
    Arbitrary<List<Operation>> operations() {
        return Operations.any();
    }
}

package io.chandler.store.sql.postgres;

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

class PostgresModelTest {

    @Property(tries = 30)
    void behavesAsItsModel(@ForAll("operations") List<Operation> operations) throws Exception {
        var server = TestServer.shared();
        var database = server.database();
        Callable<Store> open = () -> PostgresStore.open(server.location(database), PostgresSettings.defaults());
        StoreModel.check(open, Optional.of(open), operations);
        server.execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
    }

    @Provide
    Arbitrary<List<Operation>> operations() {
        return Operations.any();
    }
}

package io.chandler.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.DurableStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The store behaves as ever on etcd 3.5, where the others run on what the machine has, which may be 3.4. */
class NewerEtcdTest implements DurableStoreContract {

    private static final Path PROGRAM = Path.of(System.getProperty("chandler.test.etcd", ""));
    private static EtcdCluster etcd;

    private EtcdSettings settings;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                !PROGRAM.toString().isEmpty(),
                "no etcd 3.5 was named by -Dchandler.test.etcd (dev/test fetches one where apt-get is)");
        etcd = EtcdCluster.launchOther(PROGRAM);
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Override
    public Store open() {
        settings = etcd.settings();
        return reopen();
    }

    @Override
    public Store reopen() {
        return EtcdStore.open(settings);
    }

    @Test
    void itIsNewer() throws Exception {
        assertThat(EtcdCluster.run(PROGRAM.toString(), "--version")).doesNotContain("etcd Version: 3.4");
    }
}

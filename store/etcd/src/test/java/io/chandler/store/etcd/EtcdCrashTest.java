package io.chandler.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.store.kit.CrashCheck;
import org.junit.jupiter.api.Test;

class EtcdCrashTest {

    @Test
    void aWriterThatIsKilledKeepsWhatWasAcknowledged() throws Exception {
        // Of its own: nobody else compacts it.
        try (var etcd = EtcdCluster.launch(1)) {
            var settings = etcd.settings();
            String url = "etcd://" + settings.members().getFirst() + "/" + settings.prefix();
            int checked = CrashCheck.run(StoreProcess.command(url), () -> EtcdStore.open(settings), 2);
            assertThat(checked).isGreaterThan(35);
        }
    }
}

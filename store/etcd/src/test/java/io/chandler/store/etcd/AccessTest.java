package io.chandler.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import io.chandler.store.etcd.EtcdSettings.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use etcd, and how it is said that somebody may not. */
class AccessTest {

    @TempDir
    Path folder;

    @Test
    void storesWithDifferentPrefixesDoNotSeeEachOther() throws Exception {
        var etcd = EtcdCluster.shared();
        String prefix = EtcdCluster.newPrefix();
        try (var one = EtcdStore.open(etcd.settings(prefix));
                var inside = EtcdStore.open(etcd.settings(prefix + "/entries"));
                var beside = EtcdStore.open(etcd.settings(prefix + "0"));
                var watch = one.watch("", one.current())) {
            inside.create("a", "tag", bytes("inside"));
            beside.create("a", "tag", bytes("beside"));
            var revision = one.create("a", "tag", bytes("one"));
            assertThat(watch.next(Duration.ofSeconds(20)))
                    .singleElement()
                    .satisfies(change -> assertThat(change.entry().revision()).isEqualTo(revision));
            for (var tag : new String[] {"", "tag"}) {
                assertThat(one.range("", tag, "", 10, Optional.empty()).entries())
                        .hasSize(1);
            }
            assertThat(inside.get("a").map(entry -> new String(entry.value(), UTF_8)))
                    .contains("inside");
            assertThat(one.current()).isEqualTo(revision);
        }
    }

    /** Others write to the cluster and compact it, while this store is quiet. */
    @Test
    void aQuietStoreSurvivesWhatOthersDoInTheSameCluster() throws Exception {
        var etcd = EtcdCluster.shared();
        try (var quiet = EtcdStore.open(etcd.settings());
                var busy = EtcdStore.open(etcd.settings())) {
            quiet.create("a", "", bytes("1"));
            var last = quiet.create("b", "", bytes("1"));
            try (var watch = quiet.watch("", last)) {
                var revision = busy.create("x", "", bytes("0"));
                for (int i = 0; i < 20; i++) {
                    revision = busy.compareAndSwap("x", revision, "", bytes("" + i));
                }
                busy.compact(revision);
                assertThat(quiet.current()).isEqualTo(last);
                assertThat(quiet.oldest()).isEqualTo(last);
                assertThat(quiet.range("", "", "a", 1, Optional.of(last)).entries())
                        .hasSize(1);
                try (var other = EtcdStore.open(etcd.settings());
                        var late = quiet.watch("", last)) {
                    var next = quiet.create("c", "", bytes("1"));
                    assertThat(watch.next(Duration.ofSeconds(20))
                                    .getFirst()
                                    .entry()
                                    .revision())
                            .isEqualTo(next);
                    assertThat(late.next(Duration.ofSeconds(20))
                                    .getFirst()
                                    .entry()
                                    .revision())
                            .isEqualTo(next);
                    assertThat(other.get("c")).isEmpty();
                }
            }
        }
    }

    @Test
    void usersAndPasswordsAreAskedForAndNeverShown() throws Exception {
        try (var etcd = EtcdCluster.launch(1, "--auth-token=simple")) {
            var settings = etcd.settings("broker").withTimeout(Duration.ofSeconds(3));
            etcd.etcdctl("user", "add", "root:s3cret-root");
            etcd.etcdctl("user", "add", "chandler:s3cret");
            etcd.etcdctl("role", "add", "chandler");
            etcd.etcdctl("role", "grant-permission", "--prefix=true", "chandler", "readwrite", "/broker/");
            etcd.etcdctl("user", "grant-role", "chandler", "chandler");
            etcd.etcdctl("user", "grant-role", "root", "root");
            try (var before = EtcdStore.open(settings.withUser(new User("chandler", "s3cret")))) {
                before.create("a", "", bytes("1"));
                etcd.etcdctl("auth", "enable");
                // The session begins when etcd asks for it.
                before.create("b", "tag", bytes("1"));
            }
            try (var store = EtcdStore.open(settings.withUser(new User("chandler", "s3cret")))) {
                try (var watch = store.watch("", store.current())) {
                    store.create("c", "tag", bytes("1"));
                    assertThat(watch.next(Duration.ZERO)).hasSize(1);
                }
                store.ping();
                assertThat(store.range("", "tag", "", 10, Optional.empty()).entries())
                        .hasSize(2);
                assertThat(store.toString()).doesNotContain("s3cret");
            }
            assertThatThrownBy(() -> EtcdStore.open(settings.withUser(new User("chandler", "wr0ng"))))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("refuses the user or the password")
                    .hasMessageNotContaining("wr0ng");
            assertThatThrownBy(() -> EtcdStore.open(settings))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("asks for a user and a password");
            var elsewhere = etcd.settings("elsewhere").withUser(new User("chandler", "s3cret"));
            assertThatThrownBy(() -> EtcdStore.open(elsewhere))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("its role needs readwrite");
        }
    }

    @Test
    void certificatesAreChecked() throws Exception {
        var certificates = Certificates.make(folder);
        try (var etcd = EtcdCluster.launchWithTls(
                "--cert-file=" + certificates.server(),
                "--key-file=" + certificates.serverKey(),
                "--trusted-ca-file=" + certificates.authority(),
                "--client-cert-auth")) {
            String hosts = "127.0.0.1:" + etcd.clientPort(0) + "/tls?timeout=4s";
            var good = "etcds://" + hosts + "&ca=ca.pem&certificate=client.pem&key=client.key";
            var location = StoreLocation.of(good, folder);
            try (var store = StoreFactory.of(location).open(location)) {
                store.create("a", "", bytes("1"));
                assertThat(store.get("a")).isPresent();
            }
            var readOnly = StoreLocation.of(good.replace("/tls?", "/missing?"), folder);
            assertThatThrownBy(() -> StoreFactory.of(readOnly).openReadOnly(readOnly))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("no store in etcd with the prefix \"missing\"");
            assertRefused(
                    "etcds://" + hosts + "&ca=other.pem&certificate=client.pem&key=client.key", "TLS with etcd at");
            assertRefused("etcds://" + hosts, "TLS with etcd at");
            assertRefused("etcds://" + hosts + "&ca=ca.pem", "etcd at 127.0.0.1");
            assertRefused("etcds://" + hosts + "&ca=ca.pem&server-name=else.example", "TLS with etcd at");
            assertRefused("etcd://" + hosts, "etcd at 127.0.0.1");
            assertRefused("etcds://" + hosts + "&ca=nothing.pem", "ca of store.url is a file that cannot be read");
            assertRefused("etcds://" + hosts + "&ca=client.key", "ca of store.url holds no certificates");
            assertRefused(
                    "etcds://" + hosts + "&ca=ca.pem&certificate=client.pem&key=ca.pem",
                    "key of store.url is not the private");
        }
    }

    private void assertRefused(String url, String reason) {
        var settings = EtcdSettings.parse(url, folder);
        assertThatThrownBy(() -> EtcdStore.open(settings).close())
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whereNothingListensItSaysWhere() {
        var settings = EtcdSettings.parse("etcd://127.0.0.1:1/x?timeout=4s", folder);
        assertThatThrownBy(() -> EtcdStore.open(settings))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("nothing listens for etcd at 127.0.0.1:1");
    }

    @Test
    void aFullEtcdRefusesWritesAndIsReadOn() throws Exception {
        try (var etcd = EtcdCluster.launch(1, "--quota-backend-bytes=8000000");
                var store = EtcdStore.open(etcd.settings())) {
            var value = new byte[900_000];
            int written = 0;
            StoreException.Unavailable full = null;
            for (int i = 0; i < 50 && full == null; i++) {
                try {
                    store.create("k" + i, "", value);
                    written++;
                } catch (StoreException.Unavailable e) {
                    full = e;
                }
            }
            assertThat(full).isNotNull().hasMessageContaining("NOSPACE");
            assertThat(store.range("", "", "", 100, Optional.empty()).entries()).hasSize(written);
            var first = store.get("k0").orElseThrow();
            assertThatThrownBy(() -> store.compareAndSwap("k0", first.revision(), "", value))
                    .isInstanceOfSatisfying(
                            StoreException.Unavailable.class,
                            e -> assertThat(e.certain()).isTrue());
            assertThatThrownBy(store::ping)
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("no space");
        }
    }

    @Test
    void whatANewerVersionWroteIsLeftAlone() throws Exception {
        var etcd = EtcdCluster.shared();
        String prefix = EtcdCluster.newPrefix();
        etcd.etcdctl("put", "/" + prefix + "/~head", "unknown");
        assertThatThrownBy(() -> EtcdStore.open(etcd.settings(prefix)))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void closingLeavesNoThreads() throws Exception {
        EtcdStore.open(EtcdCluster.shared().settings()).close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                        .noneMatch(name -> name.startsWith("chandler-etcd")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Files of a small authority, made by openssl. */
    private record Certificates(Path authority, Path server, Path serverKey) {

        static Certificates make(Path folder) throws IOException, InterruptedException {
            authority(folder, "ca");
            authority(folder, "other");
            signed(folder, "server", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n");
            signed(folder, "client", "extendedKeyUsage=clientAuth\n");
            return new Certificates(
                    folder.resolve("ca.pem"), folder.resolve("server.pem"), folder.resolve("server.key"));
        }

        private static void authority(Path folder, String name) throws IOException, InterruptedException {
            EtcdCluster.run(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=" + name,
                    "-keyout",
                    folder.resolve(name + ".key").toString(),
                    "-out",
                    folder.resolve(name + ".pem").toString());
        }

        private static void signed(Path folder, String name, String extensions)
                throws IOException, InterruptedException {
            var request = folder.resolve(name + ".csr").toString();
            var file = Files.writeString(folder.resolve(name + ".ext"), extensions);
            EtcdCluster.run(
                    "openssl",
                    "req",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-subj",
                    "/CN=" + name,
                    "-keyout",
                    folder.resolve(name + ".key").toString(),
                    "-out",
                    request);
            EtcdCluster.run(
                    "openssl",
                    "x509",
                    "-req",
                    "-in",
                    request,
                    "-CA",
                    folder.resolve("ca.pem").toString(),
                    "-CAkey",
                    folder.resolve("ca.key").toString(),
                    "-CAcreateserial",
                    "-days",
                    "2",
                    "-extfile",
                    file.toString(),
                    "-out",
                    folder.resolve(name + ".pem").toString());
        }
    }
}

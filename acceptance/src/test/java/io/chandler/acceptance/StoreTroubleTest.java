package io.chandler.acceptance;

import static io.chandler.acceptance.Platform.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.service.Things;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store cannot write. */
class StoreTroubleTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void withoutSpaceForItsFilesNothingIsLost() throws Exception {
        var site = Site.in(folder);
        withoutSpaceRequestsAreRefusedAndNothingIsLost(site, new Shortage.OfFiles(site.data()));
    }

    @Test
    void onAFullDiskNothingIsLost() throws Exception {
        var site = Site.in(folder);
        withoutSpaceRequestsAreRefusedAndNothingIsLost(site, Shortage.ofDisk(site.data()));
    }

    private static void withoutSpaceRequestsAreRefusedAndNothingIsLost(Site site, Shortage shortage) throws Exception {
        site.put("gate");
        try (shortage;
                var broker = BrokerProcess.start(site);
                var platform = new Platform(site)) {
            var acknowledged = new ArrayList<String>();
            assertThat(platform.provision("before", "slow-id", parameters("steps", 1))
                            .status())
                    .isEqualTo(202);
            acknowledged.add("before");
            var running = platform.provision("running", "slow-id", parameters("steps", 3));
            acknowledged.add("running");
            await().atMost(LIMIT).until(() -> site.journal().stream().anyMatch(line -> line.step() == 2));

            shortage.begin(broker.pid());
            var refused = provisionUntilRefused(platform, acknowledged);

            assertRefusedForNow(refused);
            await().atMost(LIMIT).until(() -> !broker.ready());
            assertThat(platform.poll("running", running.operation()).state()).isEqualTo("in progress");
            site.remove("gate");

            shortage.end(broker.pid());
            await().atMost(LIMIT).until(broker::ready);
            for (var id : acknowledged) {
                assertThat(platform.await(id, Optional.empty()).state()).isEqualTo("succeeded");
                assertThat(site.things().content(Things.name(id))).isPresent();
            }
            assertThat(platform.provision("after", "synchronous-id", parameters("steps", 1))
                            .status())
                    .isEqualTo(201);
            assertThat(site.things().names()).hasSize(acknowledged.size() + 1);
            assertThat(broker.terminate()).isZero();
            assertThat(broker.printed())
                    .containsOnlyOnce("Nothing can be written: "
                            + shortage.complaint(site.data().resolve("chandler.db")))
                    .containsOnlyOnce("is written again.")
                    .doesNotContain("\tat ");
        }
    }

    /** 503 would let the platform delete what it has not even got. */
    private static void assertRefusedForNow(Reply refused) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("description"))
                .hasValueSatisfying(
                        text -> assertThat(text).contains(" ").endsWith(".").doesNotContain("Exception"));
        assertThat(refused.retryAfter()).isPresent();
    }

    @Test
    void onADiskThatTurnsReadOnlyNothingIsLost() throws Exception {
        var site = Site.in(folder);
        var image = folder.resolve("disk");
        try (var disk = diskInFile(site.data(), image)) {
            try (var broker = BrokerProcess.start(site);
                    var platform = new Platform(site)) {
                for (var id : List.of("one", "two")) {
                    assertThat(platform.provision(id, "synchronous-id", parameters("steps", 1))
                                    .status())
                            .isEqualTo(201);
                }
                site.put("gate");
                assertThat(platform.provision("running", "slow-id", parameters("steps", 3))
                                .status())
                        .isEqualTo(202);
                await().atMost(LIMIT).until(() -> site.journal().stream().anyMatch(line -> line.step() == 2));

                disk.fail();

                assertRefusedForNow(platform.provision("refused", "synchronous-id", parameters("steps", 1)));
                assertThat(platform.fetch("one").status()).isEqualTo(200);
                await().atMost(LIMIT).until(() -> !broker.ready());
                site.remove("gate");
                int _ = broker.terminate();
                assertThat(broker.printed())
                        .containsOnlyOnce("Nothing can be written: the disk of "
                                + site.data().resolve("chandler.db") + " failed")
                        .doesNotContain("\tat ");
            }
            disk.repair(image);
            try (var broker = BrokerProcess.start(site);
                    var platform = new Platform(site)) {
                assertThat(platform.fetch("one").status()).isEqualTo(200);
                assertThat(platform.fetch("two").status()).isEqualTo(200);
                assertThat(platform.fetch("refused").status()).isEqualTo(404);
                assertThat(platform.await("running", Optional.empty()).state()).isEqualTo("succeeded");
                assertThat(broker.terminate()).isZero();
            }
        }
    }

    private static Disk diskInFile(Path folder, Path image) throws IOException {
        try {
            return Disk.inFile(folder, image);
        } catch (Disk.Impossible e) {
            return Assumptions.abort("A disk that fails cannot be made here: " + e.getMessage());
        }
    }

    private static Reply provisionUntilRefused(Platform platform, List<String> acknowledged) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            var id = "filling " + i;
            var reply = platform.provision(id, "slow-id", parameters("steps", 1, "value", "x".repeat(2_000)));
            if (!reply.acknowledged()) {
                return reply;
            }
            acknowledged.add(id);
        }
        throw new AssertionError("The store never gets full");
    }

    @Test
    void aReadOnlyFileIsRefusedWithASentence() throws Exception {
        var site = Site.in(folder);
        try (var platform = new Platform(site)) {
            try (var broker = BrokerProcess.start(site)) {
                assertThat(platform.provision("before", "synchronous-id", parameters())
                                .status())
                        .isEqualTo(201);
                assertThat(broker.terminate()).isZero();
            }
            permit(site.data(), "r--------", "r-x------");
            try (var broker = BrokerProcess.launch(site, withoutPrivileges())) {
                assertThat(broker.awaitEnd()).isNotZero();
                assertThat(broker.printed()).contains(site.data().toString()).doesNotContain("\tat ");
            }
            permit(site.data(), "rw-------", "rwx------");
            try (var broker = BrokerProcess.start(site)) {
                assertThat(platform.fetch("before").status()).isEqualTo(200);
                assertThat(broker.terminate()).isZero();
            }
        }
    }

    /** The superuser may write files that are read-only, unless this is taken from him. */
    private static List<String> withoutPrivileges() {
        return System.getProperty("user.name").equals("root")
                ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
                : List.of();
    }

    private static void permit(Path folder, String files, String folders) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (var list = Files.list(folder)) {
            for (var file : (Iterable<Path>) list::iterator) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(files));
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(folders));
    }
}

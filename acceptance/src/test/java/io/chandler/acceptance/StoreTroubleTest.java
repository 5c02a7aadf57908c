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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store cannot write. */
class StoreTroubleTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void withoutSpaceRequestsAreRefusedAndNothingIsLost() throws Exception {
        var site = Site.in(folder);
        site.put("gate");
        try (var broker = BrokerProcess.start(site);
                var platform = new Platform(site)) {
            var acknowledged = new ArrayList<String>();
            assertThat(platform.provision("before", "slow-id", parameters("steps", 1))
                            .status())
                    .isEqualTo(202);
            acknowledged.add("before");
            var running = platform.provision("running", "slow-id", parameters("steps", 3));
            acknowledged.add("running");
            await().atMost(LIMIT).until(() -> site.journal().stream().anyMatch(line -> line.step() == 2));

            FileSizeLimit.set(broker.pid(), largest(site.data()));
            var refused = provisionUntilRefused(platform, acknowledged);

            // 503 would let the platform delete what it has not even got.
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text("description"))
                    .hasValueSatisfying(
                            text -> assertThat(text).contains(" ").endsWith(".").doesNotContain("Exception"));
            assertThat(refused.retryAfter()).isPresent();
            await().atMost(LIMIT).until(() -> !broker.ready());
            assertThat(platform.poll("running", running.operation()).state()).isEqualTo("in progress");
            site.remove("gate");

            FileSizeLimit.lift(broker.pid());
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

    private static long largest(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElseThrow();
        }
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

package io.chandler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which broker is talked to, and how its password is kept. */
class TargetTest extends CommandLineTest {

    @BeforeEach
    void forgetTheVariables() {
        variables.clear();
    }

    @Test
    void theTargetIsKeptForTheUserAlone() throws IOException {
        assertThat(typeWithInput("s3cret\n", "target", broker.url() + "/", "--user", "platform", "--password-stdin"))
                .isEqualTo(new Typed(0, "The broker answers; it has 2 offerings.\n", ""));
        var file = home.resolve(".config/chandler/target.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ok("target").out())
                .contains("url:          " + broker.url() + "\n")
                .contains("user:         platform")
                .contains("password:     (set)")
                .doesNotContain("s3cret");
        ok("catalog");
        ok("target", "--forget");
        assertThat(fails(ExitCodes.USAGE, "catalog").err()).contains("No broker is chosen");
    }

    @Test
    void theConfigurationFolderIsTheUsersChoice() {
        variables.put("XDG_CONFIG_HOME", home.resolve("conf").toString());
        typeWithInput("s3cret", "target", broker.url(), "-u", "platform", "--password-stdin");
        assertThat(home.resolve("conf/chandler/target.json")).exists();
    }

    @Test
    void thePasswordIsAskedForOrReadFromAFile() throws IOException {
        var file = Files.writeString(home.resolve("password"), "s3cret\n");
        ok("target", broker.url(), "--user", "platform", "--password-file", file.toString());
        assertThat(fails(ExitCodes.USAGE, "target", broker.url(), "--user", "platform")
                        .err())
                .contains("--password-stdin");
        terminal = true;
        ok("target", broker.url(), "--user", "platform");
    }

    @Test
    void aBrokerThatRefusesThePasswordIsNotKept() throws IOException {
        var typed = typeWithInput("hunter2", "target", broker.url(), "--user", "platform", "--password-stdin");
        assertThat(typed.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(typed.err()).contains("does not accept the credentials").doesNotContain("hunter2");
        assertThat(files()).isEmpty();
        typed = typeWithInput("hunter2", "target", broker.url(), "-u", "platform", "--password-stdin", "--no-check");
        assertThat(typed.exitCode()).isZero();
        assertThat(files()).contains("hunter2");
    }

    @Test
    void aKeptPasswordIsNotSentToAnAddressFromAVariable() throws IOException {
        typeWithInput("s3cret", "target", broker.url(), "--user", "platform", "--password-stdin");
        variables.put("CHANDLER_TARGET", broker.url());
        assertThat(fails(ExitCodes.UNREACHABLE, "catalog").err()).contains("401");
        variables.put("CHANDLER_USER", "platform");
        variables.put("CHANDLER_PASSWORD", "s3cret");
        ok("catalog");
    }

    @Test
    void aFileThatOthersMayReadIsWarnedOf() throws IOException {
        typeWithInput("s3cret", "target", broker.url(), "--user", "platform", "--password-stdin");
        var file = home.resolve(".config/chandler/target.json");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(ok("catalog").err()).contains("Warning: other users may read " + file);
        Files.writeString(file, "{");
        assertThat(fails(ExitCodes.USAGE, "catalog").err()).contains("is damaged");
    }

    @Test
    void anAddressThatIsNoneIsAUsageError() {
        assertThat(fails(ExitCodes.USAGE, "target", "broker.example.com").err()).contains("must begin with http://");
        assertThat(fails(ExitCodes.USAGE, "target", "http://a b").err()).contains("is not a URL");
        assertThat(fails(ExitCodes.USAGE, "target", "http://u:hunter2@h/").err())
                .contains("must have no user")
                .doesNotContain("hunter2");
    }

    @Test
    void certificatesComeFromAFile() throws IOException {
        assertThat(fails(ExitCodes.USAGE, "target", "https://localhost", "--ca", "/no/such.pem")
                        .err())
                .contains("Cannot read /no/such.pem: there is no such file.");
        var empty = Files.createFile(home.resolve("empty.pem"));
        assertThat(fails(ExitCodes.USAGE, "target", "https://localhost", "--ca", empty.toString())
                        .err())
                .contains("There is no certificate in " + empty);
        var wrong = Files.writeString(home.resolve("wrong.pem"), "nonsense");
        assertThat(fails(ExitCodes.USAGE, "target", "https://localhost", "--ca", wrong.toString())
                        .err())
                .contains("must hold certificates in PEM");
    }
}

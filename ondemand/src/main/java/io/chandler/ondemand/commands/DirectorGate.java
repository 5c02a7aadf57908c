package io.chandler.ondemand.commands;

import io.chandler.ondemand.commands.BrokerClient.Unreachable;
import io.chandler.ondemand.commands.ErrandFile.Malformed;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets only directors through that recreate machines as {@code recreate-all} needs it. */
final class DirectorGate {

    private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9}).*");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT);

    private DirectorGate() {}

    /** Asks the director of an errand's file; if it is too old, or cannot be asked, standard error says so. */
    static boolean open(ErrandFile file, Surroundings surroundings) throws Malformed, InterruptedException {
        var url = file.text("bosh.url");
        var access = new BrokerAccess(
                url.contains("://") ? url : "https://" + url,
                "",
                "",
                file.optional("bosh.root_ca_cert"),
                true,
                Optional.of(Duration.ofSeconds(30)));
        try (var director = new BrokerClient(access, surroundings.pause())) {
            var answer = director.get("/info");
            if (answer.status() != 200) {
                return closed(
                        "an error occurred while talking to the BOSH director: got HTTP " + answer.status(),
                        surroundings);
            }
            var information = ManagementApi.read(answer.body());
            if (information.isEmpty()) {
                return closed(
                        "an error occurred while talking to the BOSH director: " + GoJson.complaint(answer.body()),
                        surroundings);
            }
            var version = ManagementApi.text(information.get(), "version");
            return newEnough(version)
                    || closed(
                            "Insufficient BOSH director version: \"" + version
                                    + "\". The recreate-all errand requires a BOSH director version 268.4.0 or higher,"
                                    + " or one of the following patch releases: 266.15.0+, 267.9.0+, 268.2.2+.",
                            surroundings);
        } catch (Unreachable e) {
            return closed("an error occurred while talking to the BOSH director: " + e.reason(), surroundings);
        }
    }

    private static boolean closed(String reason, Surroundings surroundings) {
        surroundings.err().println(time(surroundings.clock()) + " " + reason);
        return false;
    }

    private static String time(Clock clock) {
        return TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** Whether the version has what is needed; what is no version has not. */
    static boolean newEnough(String text) {
        var match = VERSION.matcher(text.strip());
        if (!match.matches()) {
            return false;
        }
        int major = Integer.parseInt(match.group(1));
        int minor = Integer.parseInt(match.group(2));
        int patch = Integer.parseInt(match.group(3));
        return switch (major) {
            case 266 -> minor >= 15;
            case 267 -> minor >= 9;
            case 268 -> minor >= 4 || (minor == 2 && patch >= 2);
            default -> major > 268;
        };
    }
}

package io.chandler.examples.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * As whom the server's programs run. PostgreSQL refuses to run as root, so root runs them as another user.
 *
 * @param prefix the command that runs another command as that user; empty where it is the user of this process
 * @param owner the number of the user who must own the files; empty where it is the user of this process
 */
record ServerUser(List<String> prefix, Optional<Integer> owner) {

    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    /** Who can reach this folder and own what is in it; nobody if this process is root and no other user can. */
    static Optional<ServerUser> forFolder(Path folder) throws IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(ROOT)) {
            return Optional.of(new ServerUser(List.of(), Optional.empty()));
        }
        for (var user : candidates()) {
            if (user.reaches(folder)) {
                return Optional.of(user);
            }
        }
        return Optional.empty();
    }

    /** The users to try: one of its own, nobody, and root without any of its rights where user namespaces are allowed. */
    private static List<ServerUser> candidates() throws IOException {
        return List.of(
                setpriv(numberOf("postgres").orElse(NOBODY)),
                setpriv(NOBODY),
                new ServerUser(List.of("unshare", "--user"), Optional.of(ROOT)));
    }

    private static ServerUser setpriv(int number) {
        return new ServerUser(
                List.of("setpriv", "--reuid=" + number, "--regid=" + number, "--clear-groups", "--"),
                Optional.of(number));
    }

    private static Optional<Integer> numberOf(String name) throws IOException {
        var users = Path.of("/etc/passwd");
        if (!Files.isReadable(users)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(users)) {
            return lines.map(line -> line.split(":", 4))
                    .filter(fields -> fields.length == 4 && fields[0].equals(name))
                    .map(fields -> Integer.valueOf(fields[2]))
                    .findFirst();
        }
    }

    /** Whether this user can write to a folder of its own inside the folder. */
    private boolean reaches(Path folder) throws IOException {
        var probe = Files.createTempDirectory(folder, ".probe-");
        var made = probe.resolve("made");
        try {
            give(probe);
            return command(List.of("mkdir", made.toString())).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while looking for a user to run PostgreSQL as", e);
        } finally {
            Files.deleteIfExists(made);
            Files.delete(probe);
        }
    }

    /** Makes the user the owner of a folder that nobody else may look into, and of all that is in it. */
    void give(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        if (owner.isEmpty() || Files.getAttribute(folder, "unix:uid").equals(owner.get())) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.setAttribute(file, "unix:uid", owner.get(), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** A command that runs as this user, without input and without anything that it says. */
    ProcessBuilder command(List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        var builder = new ProcessBuilder(whole);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder;
    }
}

package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a store into another one, of the same or another kind. */
@Command(
        name = "copy",
        description = {
            "Copy all that a store holds into another one, while no broker uses either.",
            "",
            "Stores are named by their URLs, as in store.url; relative files are relative to this folder. The target must "
                    + "be empty, or hold what an interrupted copy has left there. At the end both are read again and "
                    + "compared. The encryption keys are not in the store: the broker needs the same ones as before.",
            "",
            "A password on the command line can be seen by others on this machine: put it into a file, or into "
                    + "CHANDLER_FROM_PASSWORD or CHANDLER_TO_PASSWORD."
        },
        footer = {
            "",
            "Examples:",
            "  chandler store copy sqlite:chandler.db postgresql://me@db/chandler",
            "  chandler store copy sqlite:chandler.db postgresql://me@db/chandler --resume"
        })
public final class StoreCopyCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(index = "0", paramLabel = "FROM", description = "The URL of the store that is copied.")
    String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "The URL of the store that takes the copy.")
    String to = "";

    @Option(
            names = "--from-password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password for FROM.")
    @Nullable
    Path fromPasswordFile;

    @Option(
            names = "--to-password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password for TO.")
    @Nullable
    Path toPasswordFile;

    @Option(
            names = "--resume",
            description = "Go on with a copy that was interrupted: what is there and equal is kept.")
    boolean resume;

    public StoreCopyCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        var source = location(from, fromPasswordFile, "CHANDLER_FROM_PASSWORD");
        var target = location(to, toPasswordFile, "CHANDLER_TO_PASSWORD");
        try {
            // A store that is not there must not be made by being copied.
            StoreFactory.of(source).openReadOnly(source).close();
            try (var reading = StoreFactory.of(source).openAlone(source);
                    var writing = StoreFactory.of(target).openAlone(target)) {
                copy(reading, writing, source, target);
            }
        } catch (StoreOpenException | StoreException | StoreCopy.Mismatch e) {
            throw new CommandFailure(ExitCodes.FAILED, Text.sentence(String.valueOf(e.getMessage())));
        }
        return ExitCodes.OK;
    }

    private void copy(Store reading, Store writing, StoreLocation source, StoreLocation target)
            throws InterruptedException {
        StoreCopy.Done done;
        try (var progress = new CopyProgress(environment)) {
            var copy = new StoreCopy(reading, writing, progress);
            if (!resume && !copy.targetIsEmpty()) {
                throw new CommandFailure(
                        ExitCodes.USAGE,
                        "The store " + target.display() + " is not empty. Name an empty one, or go on with an "
                                + "interrupted copy by --resume.");
            }
            done = copy.run();
        }
        var out = environment.out();
        out.println("Copied " + number(done.copied()) + " entries from " + source.display() + " to " + target.display()
                + (done.found() == 0 ? "" : "; " + number(done.found()) + " were there") + ".");
        out.println("Both hold " + number(done.digest().count()) + " entries with the SHA-256 "
                + done.digest().hash() + ".");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private StoreLocation location(String url, @Nullable Path passwordFile, String variable) {
        return new StoreLocation(
                url,
                Path.of(""),
                Optional.empty(),
                passwordFile == null ? environment.variable(variable) : Optional.of(firstLine(passwordFile)));
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new CommandFailure(ExitCodes.USAGE, "Cannot read " + file + ": " + Text.reason(e) + ".");
        }
    }
}

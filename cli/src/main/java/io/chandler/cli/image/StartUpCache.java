package io.chandler.cli.image;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The start-up cache of an image's runtime and jars. The JVM never makes the same file twice: so that the same image can
 * be made again, a cache is kept under the digest of what it belongs to.
 */
final class StartUpCache {

    /** So much is told of a failure. */
    private static final int LINES = 10;

    private StartUpCache() {}

    /**
     * Puts the cache into a file, from the folder of caches if it is there.
     *
     * @param options the file of options for the runtime where it lies now
     * @param training the class that is run, and its arguments
     * @param caches where caches are kept, or a folder that is deleted soon
     * @throws CommandFailure if the runtime cannot make one
     */
    static void make(Path java, Path options, List<String> training, List<Layer> layers, Path caches, Path file)
            throws IOException, InterruptedException {
        Files.createDirectories(caches);
        var kept = caches.resolve("start-up-" + digest(layers) + ".aot");
        if (!Files.exists(kept)) {
            var temporary = Files.createDirectories(options.resolveSibling("tmp"));
            var begun = caches.resolve(kept.getFileName() + ".part");
            var command = new ArrayList<>(List.of(
                    java.toString(),
                    "@" + options,
                    "-Djava.io.tmpdir=" + temporary,
                    "-XX:AOTCacheOutput=" + begun,
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-AOTRecordTraining",
                    "-Xmx128m"));
            command.addAll(training);
            var result = Tool.run(command, Map.of());
            if (result.exitCode() != 0 || !Files.exists(begun)) {
                Files.deleteIfExists(begun);
                throw new CommandFailure(
                        ExitCodes.FAILED,
                        "The start-up cache could not be made: " + String.join(" ", training) + " ended with "
                                + result.exitCode() + reason(result.output())
                                + "\n--without-cache makes the image without one.");
            }
            Files.move(begun, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.copy(kept, file);
    }

    /** The end of what it said. */
    private static String reason(String output) {
        var lines = output.strip().lines().toList();
        var last = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        return last.isEmpty() ? " and said nothing." : ":\n" + last;
    }

    private static String digest(List<Layer> layers) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                for (var layer : layers) {
                    layer.writeTo(out);
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.chandler.cli.image;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a container image. */
@Command(
        name = "image",
        sortOptions = false,
        description = {
            "Write a container image of a broker, without a daemon and without a registry.",
            "",
            "The archive is what podman load, docker load and skopeo read. Without --main it is Chandler itself: its "
                    + "entry point is the command chandler, and the on-demand broker's executables are in it.",
            "It holds the C library and the shell of this machine, a Java runtime made of this JDK, the jars, and a "
                    + "cache for quick starts. It runs as user 1000 and writes to /var/lib/chandler alone."
        },
        footer = {
            "",
            "Examples:",
            "  chandler image --output chandler.tar",
            "  chandler image --lib target/lib --classes target/classes --main com.example.wine.WineService \\",
            "    --name wine:1.0 --output wine.tar"
        })
final class ImageCommand implements Callable<Integer> {

    private static final Pattern NAME =
            Pattern.compile("([a-z0-9.-]+(:[0-9]+)?/)?([a-z0-9]+([._-]+[a-z0-9]+)*/)*[a-z0-9]+([._-]+[a-z0-9]+)*"
                    + ":[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern CLASS =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

    @Option(names = "--lib", paramLabel = "FOLDER", description = "The folder of the jars. Default: Chandler's own.")
    @Nullable
    Path lib;

    @Option(names = "--classes", paramLabel = "FOLDER", description = "A folder of classes, before the jars.")
    @Nullable
    Path classes;

    @Option(names = "--main", paramLabel = "CLASS", description = "The class that the image runs.")
    @Nullable
    String main;

    @Option(
            names = "--name",
            paramLabel = "NAME:TAG",
            description = "The name of the image. Default, for Chandler itself: chandler and its version.")
    @Nullable
    String name;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "The archive to write.")
    Path output = Path.of("");

    @Option(
            names = "--caches",
            paramLabel = "FOLDER",
            description =
                    "Keep the cache for quick starts in this folder. The JVM never makes the same one twice: with "
                            + "a kept one, the same files make the same image again.")
    @Nullable
    Path caches;

    @Option(names = "--without-cache", description = "No cache for quick starts: a smaller image that starts later.")
    boolean withoutCache;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        requireLinux();
        if (main != null && !CLASS.matcher(main).matches()) {
            throw usage("--main must be the name of a class, such as com.example.wine.WineService; it is \"" + main
                    + "\".");
        }
        var chosen = name == null ? ownName() : name;
        if (!NAME.matcher(chosen).matches()) {
            throw usage("--name must be a name with a tag, such as wine:1.0; it is \"" + chosen + "\".");
        }
        try {
            var build = new ImageBuild(
                    chosen,
                    Jars.in(lib == null ? own() : lib),
                    Optional.ofNullable(classes),
                    Optional.ofNullable(main),
                    Optional.ofNullable(caches).map(Path::toAbsolutePath),
                    !withoutCache);
            requireFolder();
            try (var work = WorkFolder.beside(output.toAbsolutePath())) {
                var digest = build.write(work.path(), output.toAbsolutePath());
                spec.commandLine().getOut().println("Wrote " + output + ": " + chosen + "@" + digest);
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCodes.FAILED, "The image could not be written: " + e.getMessage() + ".");
        }
        return ExitCodes.OK;
    }

    private static void requireLinux() {
        var system = System.getProperty("os.name");
        if (!system.toLowerCase(Locale.ROOT).equals("linux")) {
            throw usage("An image is made of the files of a Linux with glibc; this is " + system + ".");
        }
    }

    private String ownName() {
        if (main != null) {
            throw usage("--name must say the name of the image, such as wine:1.0.");
        }
        var version = ImageCommand.class.getPackage().getImplementationVersion();
        return "chandler:" + (version == null ? "development" : version);
    }

    /** The folder of the jars that run. */
    private static Path own() {
        try {
            var jar = Path.of(ImageCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.isRegularFile(jar)) {
                throw usage("--lib must name the folder of jars: this is no installation.");
            }
            return jar.resolveSibling("");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CommandFailure usage(String sentence) {
        return new CommandFailure(ExitCodes.USAGE, sentence);
    }

    /** An image takes a minute: what is certain to fail fails before. */
    private void requireFolder() {
        if (!Files.isDirectory(output.toAbsolutePath().resolveSibling("."))) {
            throw usage("--output must be a file in a folder that is there; it is " + output + ".");
        }
        if (Files.isDirectory(output)) {
            throw usage("--output must be a file, and " + output + " is a folder.");
        }
    }
}

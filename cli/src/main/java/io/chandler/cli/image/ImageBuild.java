package io.chandler.cli.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts the files of an image together and writes it.
 *
 * @param name the name and tag
 * @param jars the class path, without the user's classes
 * @param classes the user's classes, which become a jar
 * @param main the class that is run; empty: it is Chandler's own command, with the on-demand broker's beside it
 * @param caches where start-up caches are kept from one build to the next
 * @param cached whether there is a start-up cache at all
 */
record ImageBuild(
        String name,
        List<Path> jars,
        Optional<Path> classes,
        Optional<String> main,
        Optional<Path> caches,
        boolean cached) {

    private static final Path HOME = Path.of("/opt/chandler");
    private static final String FOLDER = "/var/lib/chandler";

    /**
     * Writes the archive.
     *
     * @param work an empty folder for files on the way, on the same disk as the output
     * @return the image's digest
     */
    String write(Path work, Path output) throws IOException, InterruptedException {
        var root = Files.createDirectory(work.resolve("root"));
        var home = root.resolve("opt/chandler");
        var lib = Files.createDirectories(home.resolve("lib"));
        var bin = Files.createDirectories(home.resolve("bin"));
        var all = new ArrayList<Path>();
        if (classes.isPresent()) {
            all.add(lib.resolve("classes.jar"));
            Jars.pack(classes.get(), all.getFirst());
        }
        for (var jar : jars) {
            var target = lib.resolve(jar.getFileName());
            Jars.copy(jar, target, home.resolve("native"));
            all.add(target);
        }
        JavaRuntime.make(all, home.resolve("jre"));
        boolean sqlite = Files.exists(home.resolve("native"));
        BaseFiles.make(
                root, sqlite ? List.of(home.resolve("jre"), home.resolve("native")) : List.of(home.resolve("jre")));
        age(home);

        var runtime = new Layer(root, List.of(home.resolve("jre")));
        var libraries = new Layer(root, libraries(home, all, sqlite));
        var application = new ArrayList<>(all.stream().filter(Jars::own).toList());
        var layers = new ArrayList<>(List.of(
                new Layer(
                        root,
                        children(root).stream()
                                .filter(path -> !path.endsWith("opt"))
                                .toList()),
                runtime,
                libraries));
        var cache = cached
                ? cache(work, home, all, sqlite, List.of(runtime, libraries, new Layer(root, application)))
                : List.<String>of();
        Launchers.options(home.resolve("options"), HOME, all, sqlite, cache);
        application.add(home.resolve("options"));
        Launchers.broker(bin.resolve(command()), main.orElse("io.chandler.cli.Main"));
        if (main.isEmpty()) {
            Launchers.onDemand(bin);
        }
        application.add(bin);
        layers.add(new Layer(root, application));
        if (!cache.isEmpty()) {
            layers.add(new Layer(root, List.of(home.resolve("start-up.aot"))));
        }
        return ImageArchive.write(description(), layers, work, output);
    }

    private List<String> cache(Path work, Path home, List<Path> all, boolean sqlite, List<Layer> layers)
            throws IOException, InterruptedException {
        var training = main.isEmpty()
                ? List.of("io.chandler.cli.Main", "aot-training")
                : List.of("io.chandler.server.Training");
        var options = work.resolve("options");
        Launchers.options(options, home, all, sqlite, List.of());
        var file = home.resolve("start-up.aot");
        StartUpCache.make(
                home.resolve("jre/bin/java"), options, training, layers, caches.orElse(work.resolve("caches")), file);
        return List.of("-XX:AOTCache=" + HOME + "/start-up.aot", "-Xlog:aot*=off");
    }

    private static List<Path> libraries(Path home, List<Path> all, boolean sqlite) {
        var libraries =
                new ArrayList<>(all.stream().filter(jar -> !Jars.own(jar)).toList());
        if (sqlite) {
            libraries.add(home.resolve("native"));
        }
        return libraries;
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Gives all files the time that they have in the image: the JVM compares it with that in the start-up cache. */
    private static void age(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(Tar.TIME * 1000));
            }
        }
    }

    /** The command that the image runs. */
    private String command() {
        if (main.isEmpty()) {
            return "chandler";
        }
        var repository = repository();
        return repository.substring(repository.lastIndexOf('/') + 1);
    }

    private String repository() {
        return name.substring(0, name.lastIndexOf(':'));
    }

    private ImageArchive.Description description() {
        var labels = new TreeMap<String, String>();
        labels.put("org.opencontainers.image.title", command());
        labels.put("org.opencontainers.image.version", name.substring(name.lastIndexOf(':') + 1));
        labels.put("org.opencontainers.image.description", "A service broker of the Open Service Broker API");
        var environment = new TreeMap<>(Map.of("PATH", HOME + "/bin:" + HOME + "/jre/bin:/usr/bin:/bin"));
        environment.put("LANG", "C.UTF-8");
        environment.put("MALLOC_ARENA_MAX", "2");
        return new ImageArchive.Description(
                name,
                System.getProperty("os.arch").replace("aarch64", "arm64"),
                List.of(HOME + "/bin/" + command()),
                main.isEmpty() ? List.of("serve") : List.of(),
                FOLDER,
                List.of("8080/tcp"),
                environment,
                labels);
    }
}

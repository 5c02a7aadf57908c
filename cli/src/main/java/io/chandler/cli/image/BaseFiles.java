package io.chandler.cli.image;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What programs need to run at all: this machine's C library and shell, a user, folders. */
final class BaseFiles {

    private static final Pattern LIBRARY = Pattern.compile("(?:=>|^)\\s*(/\\S+) \\(0x", Pattern.MULTILINE);

    /** Libraries that the C library looks for by itself, where it has them still. */
    private static final List<String> NAME_SERVICES = List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2");

    private static final Map<String, String> FILES = Map.of(
            "etc/passwd",
            "root:x:0:0:root:/:/bin/sh\nchandler:x:" + Layer.USER + ":" + Layer.USER + "::/var/lib/chandler:/bin/sh\n",
            "etc/group",
            "root:x:0:\nchandler:x:" + Layer.USER + ":\n",
            "etc/nsswitch.conf",
            "passwd: files\ngroup: files\nhosts: files dns\n");

    private BaseFiles() {}

    /**
     * Puts them into the root.
     *
     * @param root the folder that stands for the image's root
     * @param programs folders in it whose programs and libraries shall run
     */
    static void make(Path root, List<Path> programs) throws IOException, InterruptedException {
        for (var folder : List.of("tmp", "etc", "var/lib/chandler", "proc", "dev", "sys")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (var file : FILES.entrySet()) {
            Files.writeString(root.resolve(file.getKey()), file.getValue());
        }
        copy(Path.of("/bin/sh"), root);
        var release = Path.of("/etc/os-release");
        if (Files.exists(release)) {
            Files.copy(release, root.resolve("etc/os-release"));
        }
        var places = new TreeSet<Path>();
        for (var library : libraries(root, programs)) {
            copy(library, root);
            places.add(library.toAbsolutePath().getParent());
        }
        for (var place : places) {
            for (var name : NAME_SERVICES) {
                var library = place.resolve(name);
                if (Files.exists(library)
                        && !Files.exists(root.resolve(library.toString().substring(1)))) {
                    copy(library, root);
                }
            }
        }
    }

    /** The libraries that the programs load, which lie outside of the root, by the loader's own word. */
    private static Set<Path> libraries(Path root, List<Path> programs) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ldd", "/bin/sh"));
        var folders = new TreeSet<String>();
        for (var folder : programs) {
            try (Stream<Path> found = Files.walk(folder)) {
                for (var file : found.filter(BaseFiles::runs).toList()) {
                    command.add(file.toString());
                    folders.add(String.valueOf(file.getParent()));
                }
            }
        }
        Tool.Result result;
        try {
            result = Tool.run(command, Map.of("LD_LIBRARY_PATH", String.join(":", folders), "LC_ALL", "C"));
        } catch (IOException e) {
            throw unfit(String.valueOf(e.getMessage()));
        }
        if (result.output().contains("not found")) {
            throw unfit(result.output()
                    .lines()
                    .filter(line -> line.contains("not found"))
                    .findFirst()
                    .orElse("")
                    .strip());
        }
        var libraries = new TreeSet<Path>();
        var matcher = LIBRARY.matcher(result.output());
        while (matcher.find()) {
            var library = Path.of(matcher.group(1));
            if (!library.startsWith(root)) {
                libraries.add(library);
            }
        }
        if (libraries.isEmpty()) {
            throw unfit(result.output().strip());
        }
        return libraries;
    }

    private static CommandFailure unfit(String reason) {
        return new CommandFailure(
                ExitCodes.FAILED,
                "The C library of this machine could not be found by ldd, and an image takes it from a Linux with glibc: "
                        + reason);
    }

    /** Whether it is a program or a library for Linux. */
    private static boolean runs(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var stream = Files.newInputStream(file)) {
            var begin = stream.readNBytes(4);
            return begin.length == 4 && begin[0] == 0x7f && begin[1] == 'E' && begin[2] == 'L' && begin[3] == 'F';
        } catch (IOException e) {
            return false;
        }
    }

    /** Copies a file of the machine to the same path, whatever links lead to it. */
    private static void copy(Path file, Path root) throws IOException {
        var target = root.resolve(file.toString().substring(1));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
    }
}

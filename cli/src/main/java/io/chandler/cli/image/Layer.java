package io.chandler.cli.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A part of an image's files.
 *
 * @param root the folder that stands for the image's root
 * @param paths the files and folders below it that are this layer, with all that is in them
 */
record Layer(Path root, List<Path> paths) {

    /** The user and the folders that are not root's own; everything else is readable by all and changed by nobody. */
    static final int USER = 1000;

    private static final Map<String, Tar.Attributes> SPECIAL =
            Map.of("tmp", new Tar.Attributes(01777, 0, 0), "var/lib/chandler", new Tar.Attributes(0775, USER, 0));

    /** Writes the layer as a tar archive: always the same for the same files. */
    void writeTo(OutputStream out) throws IOException {
        var entries = new TreeSet<Path>();
        for (var path : paths) {
            try (var found = Files.walk(path)) {
                found.forEach(entries::add);
            }
            for (var parent = path.getParent(); parent != null && !parent.equals(root); parent = parent.getParent()) {
                entries.add(parent);
            }
        }
        try (var tar = new Tar(out)) {
            for (var entry : entries) {
                add(tar, entry);
            }
        }
    }

    private void add(Tar tar, Path file) throws IOException {
        var name = root.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
            tar.link(name, Files.readSymbolicLink(file).toString());
        } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            tar.folder(name, SPECIAL.getOrDefault(name, Tar.Attributes.FOLDER));
        } else {
            var attributes = Files.isExecutable(file) ? Tar.Attributes.EXECUTABLE : Tar.Attributes.FILE;
            tar.file(name, attributes, Files.size(file), stream -> Files.copy(file, stream));
        }
    }
}

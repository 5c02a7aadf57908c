package io.chandler.cli.image;

import io.chandler.osb.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Writes an image as one archive that is an OCI image layout and an archive of Docker at once: what reads either, reads it. */
final class ImageArchive {

    private static final String MEDIA = "application/vnd.oci.image.";
    private static final int BUFFER = 1 << 16;

    private ImageArchive() {}

    /**
     * What an image is beside its files.
     *
     * @param name the name and tag, such as {@code chandler:1.0}
     * @param architecture as OCI calls it, such as {@code amd64}
     * @param labels labels, which become annotations too
     */
    record Description(
            String name,
            String architecture,
            List<String> entrypoint,
            List<String> command,
            String folder,
            List<String> ports,
            Map<String, String> environment,
            Map<String, String> labels) {}

    private record Blob(String mediaType, String digest, long size, Path file, String unpackedDigest) {
        Map<String, Object> descriptor() {
            return descriptor(mediaType, digest, size);
        }

        static Map<String, Object> descriptor(String mediaType, String digest, long size) {
            var descriptor = new LinkedHashMap<String, Object>();
            descriptor.put("mediaType", mediaType);
            descriptor.put("digest", "sha256:" + digest);
            descriptor.put("size", size);
            return descriptor;
        }

        String path() {
            return "blobs/sha256/" + digest;
        }
    }

    /**
     * Writes the archive; a file of this name is replaced once the whole is written.
     *
     * @param work a folder for files on the way, on the same disk as the output
     * @return the digest of the image's manifest
     */
    static String write(Description image, List<Layer> layers, Path work, Path output) throws IOException {
        var blobs = new ArrayList<Blob>();
        for (var layer : layers) {
            blobs.add(compress(layer, work));
        }
        var configuration = Json.mapper().writeValueAsBytes(configuration(image, blobs));
        var manifest = Json.mapper().writeValueAsBytes(manifest(image, configuration, blobs));
        var whole = work.resolve("image.tar");
        try (var out = new BufferedOutputStream(Files.newOutputStream(whole), BUFFER);
                var tar = new Tar(out)) {
            tar.folder("blobs", Tar.Attributes.FOLDER);
            tar.folder("blobs/sha256", Tar.Attributes.FOLDER);
            for (var blob : blobs) {
                tar.file(blob.path(), Tar.Attributes.FILE, blob.size, stream -> Files.copy(blob.file, stream));
            }
            for (var blob : List.of(configuration, manifest)) {
                tar.file("blobs/sha256/" + digest(blob), Tar.Attributes.FILE, blob);
            }
            put(tar, "index.json", index(image, manifest));
            put(tar, "manifest.json", docker(image, configuration, blobs));
            put(tar, "oci-layout", Map.of("imageLayoutVersion", "1.0.0"));
        }
        Files.move(whole, output, StandardCopyOption.ATOMIC_MOVE);
        return "sha256:" + digest(manifest);
    }

    private static void put(Tar tar, String name, Object content) throws IOException {
        tar.file(name, Tar.Attributes.FILE, Json.mapper().writeValueAsBytes(content));
    }

    private static Blob compress(Layer layer, Path work) throws IOException {
        var file = Files.createTempFile(work, "layer", ".tar.gz");
        var packed = sha256();
        var unpacked = sha256();
        try (var out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER), packed);
                var zip = new GZIPOutputStream(out, BUFFER);
                var tar = new BufferedOutputStream(new DigestOutputStream(zip, unpacked), BUFFER)) {
            layer.writeTo(tar);
        }
        return new Blob(MEDIA + "layer.v1.tar+gzip", hex(packed), Files.size(file), file, hex(unpacked));
    }

    private static Map<String, Object> configuration(Description image, List<Blob> blobs) {
        var process = new LinkedHashMap<String, Object>();
        process.put("User", String.valueOf(Layer.USER));
        process.put("ExposedPorts", keys(image.ports));
        process.put(
                "Env",
                image.environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList());
        process.put("Entrypoint", image.entrypoint);
        process.put("Cmd", image.command);
        process.put("WorkingDir", image.folder);
        process.put("Labels", image.labels);
        process.put("StopSignal", "SIGTERM");
        var configuration = new LinkedHashMap<String, Object>();
        configuration.put("created", Instant.ofEpochSecond(Tar.TIME).toString());
        configuration.put("architecture", image.architecture);
        configuration.put("os", "linux");
        configuration.put("config", process);
        var files = new LinkedHashMap<String, Object>();
        files.put("type", "layers");
        files.put(
                "diff_ids",
                blobs.stream().map(blob -> "sha256:" + blob.unpackedDigest).toList());
        configuration.put("rootfs", files);
        return configuration;
    }

    private static Map<String, Object> keys(List<String> names) {
        var keys = new LinkedHashMap<String, Object>();
        names.forEach(name -> keys.put(name, Map.of()));
        return keys;
    }

    private static Map<String, Object> manifest(Description image, byte[] configuration, List<Blob> blobs) {
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MEDIA + "manifest.v1+json");
        manifest.put("config", Blob.descriptor(MEDIA + "config.v1+json", digest(configuration), configuration.length));
        manifest.put("layers", blobs.stream().map(Blob::descriptor).toList());
        manifest.put("annotations", image.labels);
        return manifest;
    }

    private static Map<String, Object> index(Description image, byte[] manifest) {
        var descriptor = Blob.descriptor(MEDIA + "manifest.v1+json", digest(manifest), manifest.length);
        descriptor.put("platform", new TreeMap<>(Map.of("architecture", image.architecture, "os", "linux")));
        descriptor.put("annotations", new TreeMap<>(Map.of("org.opencontainers.image.ref.name", image.name)));
        var index = new LinkedHashMap<String, Object>();
        index.put("schemaVersion", 2);
        index.put("mediaType", MEDIA + "index.v1+json");
        index.put("manifests", List.of(descriptor));
        return index;
    }

    private static List<Map<String, Object>> docker(Description image, byte[] configuration, List<Blob> blobs) {
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("Config", "blobs/sha256/" + digest(configuration));
        manifest.put("RepoTags", List.of(image.name));
        manifest.put("Layers", blobs.stream().map(Blob::path).toList());
        return List.of(manifest);
    }

    static String digest(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

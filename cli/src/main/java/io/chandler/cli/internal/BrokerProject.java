package io.chandler.cli.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a new broker: templates in which {@code @key@} stands for a value. */
final class BrokerProject {

    private static final String TEMPLATES = "/io/chandler/cli/new-broker/";

    private final String name;
    private final String packageName;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** The folder holds something already. */
    static final class NotEmpty extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** A file: which template, where it goes, whether it can be executed. */
    private record Target(String template, String path, boolean executable) {}

    BrokerProject(String name, String group, String packageName) {
        this.name = name;
        this.packageName = packageName;
        values.put("name", name);
        values.put("group", group);
        values.put("package", packageName);
        values.put("path", packageName.replace('.', '/'));
        values.put("class", className());
        values.put("offeringId", UUID.randomUUID().toString());
        values.put("planId", UUID.randomUUID().toString());
        values.put("repository", repository());
        var versions = new Properties();
        try (var stream = BrokerProject.class.getResourceAsStream(TEMPLATES + "versions.properties")) {
            versions.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        versions.stringPropertyNames().forEach(key -> values.put(key, versions.getProperty(key)));
    }

    /** Of {@code wine-cellar}, {@code WineCellarService}. */
    private String className() {
        return Stream.of(name.split("-", -1))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining("", "", "Service"));
    }

    /**
     * The folder with Chandler's jars, beside that of the jars that run. Maven reads it in place: a snapshot that it had
     * copied into its own repository would stay as it was, however often the installation is built anew.
     */
    private static String repository() {
        try {
            var jar = Path.of(BrokerProject.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.resolve("../../repository").normalize().toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes all files. @throws NotEmpty if the folder is not; nothing was written then */
    void write(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var found = Files.list(folder)) {
                if (found.findAny().isPresent()) {
                    throw new NotEmpty();
                }
            }
        } else if (Files.exists(folder)) {
            throw new NotEmpty();
        }
        for (var target : targets()) {
            var file = folder.resolve(target.path);
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, filled(target.template));
            if (target.executable) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private Stream<Target> sources() {
        var path = packageName.replace('.', '/') + "/" + className();
        return Stream.of(
                new Target("Service.java", "src/main/java/" + path + ".java", false),
                new Target("ServiceTest.java", "src/test/java/" + path + "Test.java", false));
    }

    private Iterable<Target> targets() {
        return Stream.concat(
                        sources(),
                        Stream.of(
                                new Target("pom.xml", "pom.xml", false),
                                new Target("catalog.yml", "catalog.yml", false),
                                new Target("chandler.yml", "chandler.yml", false),
                                new Target("run", "run", true),
                                new Target("README.md", "README.md", false),
                                new Target("gitignore", ".gitignore", false),
                                new Target("kustomization.yaml", "kustomization.yaml", false),
                                new Target("broker.yaml", "deploy/kubernetes/broker.yaml", false),
                                new Target("mvnw", "mvnw", true),
                                new Target("find-jdk", "dev/find-jdk", true),
                                new Target("maven.config", ".mvn/maven.config", false),
                                new Target("maven-wrapper.properties", ".mvn/wrapper/maven-wrapper.properties", false)))
                .toList();
    }

    private String filled(String template) throws IOException {
        try (var stream = BrokerProject.class.getResourceAsStream(TEMPLATES + template)) {
            if (stream == null) {
                throw new IllegalStateException("no template " + template);
            }
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (var value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            return text;
        }
    }
}

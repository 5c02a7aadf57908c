package io.chandler.cli.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A Java runtime of the modules that some jars use. */
final class JavaRuntime {

    /** What is found by name only: TLS, DNS, metrics, flight recordings, {@code jcmd}. */
    private static final Set<String> ALWAYS = Set.of(
            "java.naming",
            "java.net.http",
            "jdk.crypto.ec",
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    /** Libraries mention it for uses that a server has not; it brings the whole of graphics. */
    private static final String DESKTOP = "java.desktop";

    /** A line of jdeps: a jar or its module, and a module of the JDK that it uses. */
    private static final Pattern USE = Pattern.compile("\\s*(\\S+) -> ((?:java|jdk)\\.\\S+)");

    private JavaRuntime() {}

    /** Makes it. Only Chandler's own jars and the user's can ask for graphics. */
    static void make(List<Path> jars, Path folder) throws IOException, InterruptedException {
        var modules = new TreeSet<>(ALWAYS);
        modules.addAll(used(jars));
        Tool.output(List.of(
                Tool.ofJdk("jlink"),
                "--output",
                folder.toString(),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-2",
                "--add-modules",
                String.join(",", modules)));
    }

    private static Set<String> used(List<Path> jars) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Tool.ofJdk("jdeps"), "--multi-release", "base", "--ignore-missing-deps", "-summary"));
        jars.forEach(jar -> command.add(jar.toString()));
        var modules = new TreeSet<String>();
        for (var line : Tool.output(command).lines().toList()) {
            var matcher = USE.matcher(line);
            if (matcher.matches() && (!matcher.group(2).equals(DESKTOP) || Jars.own(matcher.group(1)))) {
                modules.add(matcher.group(2));
            }
        }
        return modules;
    }
}

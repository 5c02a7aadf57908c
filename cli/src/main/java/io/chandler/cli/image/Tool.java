package io.chandler.cli.image;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs other programs. */
final class Tool {

    private static final int SHOWN = 2000;

    private Tool() {}

    /** What a program said and how it ended. */
    record Result(int exitCode, String output) {}

    /** Runs it to its end. */
    static Result run(List<String> command, Map<String, String> variables) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(variables);
        // What the user's own shell says to each JVM is no part of an image.
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(builder.environment()::remove);
        var process = builder.start();
        process.getOutputStream().close();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Its output. @throws CommandFailure if it does not end well */
    static String output(List<String> command) throws IOException, InterruptedException {
        var result = run(command, Map.of());
        if (result.exitCode != 0) {
            var output = result.output.strip();
            throw new CommandFailure(
                    ExitCodes.FAILED,
                    Path.of(command.getFirst()).getFileName() + " failed: "
                            + output.substring(Math.max(0, output.length() - SHOWN)));
        }
        return result.output;
    }

    /** The path of a program of the JDK that runs this. @throws CommandFailure if it is a runtime without tools */
    static String ofJdk(String name) {
        var tool = Path.of(System.getProperty("java.home"), "bin", name);
        if (!tool.toFile().canExecute()) {
            throw new CommandFailure(
                    ExitCodes.USAGE,
                    "An image takes a whole JDK, and " + System.getProperty("java.home") + " has no " + name
                            + ". Set JAVA_HOME to a JDK.");
        }
        return tool.toString();
    }
}

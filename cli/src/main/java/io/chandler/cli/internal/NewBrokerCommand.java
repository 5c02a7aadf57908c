package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the project of a new broker. */
@Command(
        name = "broker",
        description = {
            "Write a small project for a broker of your own: one class, its catalog, its tests, manifests.",
            "",
            "It builds with Maven, which it downloads itself, and needs a JDK 25. Chandler's own jars come from the "
                    + "folder of this installation."
        },
        footer = {
            "",
            "Examples:",
            "  chandler new broker wine-cellar",
            "  chandler new broker wine-cellar --group com.example.shop --directory ~/brokers/wine-cellar"
        })
public final class NewBrokerCommand implements Callable<Integer> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern PACKAGE = Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)*");
    private static final int LONGEST_NAME = 50;

    private final Environment environment;

    @Parameters(index = "0", paramLabel = "NAME", description = "The name of the service, such as wine-cellar.")
    String name = "";

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            defaultValue = "com.example",
            description = "The group of the project's artifact. Default: ${DEFAULT-VALUE}.")
    String group = "";

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "The package of the class. Default: the group and the name.")
    @Nullable
    String packageName;

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            description = "The folder to write; it must be empty or not exist yet. Default: the name.")
    @Nullable
    Path directory;

    public NewBrokerCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        require(
                NAME.matcher(name).matches() && name.length() <= LONGEST_NAME,
                "NAME must be up to " + LONGEST_NAME
                        + " lower-case letters, digits and single hyphens, beginning with a"
                        + " letter, such as wine-cellar; it is \"" + name + "\".");
        requirePackage("--group", group);
        var chosen = packageName == null ? group + "." + name.replace("-", "") : packageName;
        requirePackage(packageName == null ? "NAME, as a part of the package," : "--package", chosen);
        var folder = directory == null ? Path.of(name) : directory;
        try {
            new BrokerProject(name, group, chosen).write(folder);
        } catch (BrokerProject.NotEmpty e) {
            throw new CommandFailure(
                    ExitCodes.USAGE, folder + " is there already and not empty. Name another with --directory.");
        } catch (IOException e) {
            throw new CommandFailure(ExitCodes.FAILED, folder + " could not be written: " + e.getMessage() + ".");
        }
        var out = environment.out();
        out.println("Wrote " + folder + ". Its two commands:");
        out.println();
        out.println("  cd " + folder);
        out.println("  ./run            # builds and starts the broker");
        out.println("  ./mvnw verify    # every test there is");
        return ExitCodes.OK;
    }

    private static void requirePackage(String what, String text) {
        require(
                PACKAGE.matcher(text).matches() && SourceVersion.isName(text),
                what + " must be a name of a Java package, such as com.example; it is \"" + text + "\".");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new CommandFailure(ExitCodes.USAGE, otherwise);
        }
    }
}

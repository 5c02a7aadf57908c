package @package@;

import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.server.Chandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives out folders: put what your service does in their place. */
public final class @class@ implements Service {

    private final Path root;

    /** Below this folder. */
    public @class@(Path root) {
        this.root = root;
    }

    @Override
    public void provision(Instance instance) {
        var folder = instance.step("create folder", () -> Files.createDirectories(folder(instance)).toString())
                .undo(path -> Files.deleteIfExists(Path.of(path)))
                .run();
        instance.output("folder", folder);
    }

    @Override
    public void deprovision(Instance instance) throws IOException {
        Files.deleteIfExists(folder(instance));
    }

    @Override
    public Credentials bind(Instance instance, Binding binding) {
        return Credentials.of("folder", instance.output("folder"));
    }

    private Path folder(Instance instance) {
        return root.resolve(instance.id());
    }

    /** Starts the broker as its configuration describes it: the file named, or chandler.yml. */
    static void main(String... arguments) {
        var configuration = Path.of(arguments.length == 0 ? "chandler.yml" : arguments[0]);
        var root = Path.of(System.getenv().getOrDefault("FOLDERS", "data/folders"));
        Chandler.configuration(configuration).service("@name@", new @class@(root)).start();
    }
}

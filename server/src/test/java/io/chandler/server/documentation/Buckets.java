package io.chandler.server.documentation;

import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.server.Chandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The broker of the README: gives out folders. */
final class Buckets implements Service {

    private static final Path ROOT = Path.of(System.getProperty("buckets.root", "buckets"));

    @Override
    public void provision(Instance instance) {
        var folder = instance.step(
                        "create folder",
                        () -> Files.createDirectories(ROOT.resolve(instance.id()))
                                .toString())
                .undo(path -> Files.deleteIfExists(Path.of(path)))
                .run();
        instance.output("folder", folder);
    }

    @Override
    public void deprovision(Instance instance) throws IOException {
        Files.deleteIfExists(Path.of(instance.output("folder")));
    }

    @Override
    public Credentials bind(Instance instance, Binding binding) {
        return Credentials.of("folder", instance.output("folder"));
    }

    static void main() {
        Chandler.broker(Path.of("catalog.yml"))
                .service("buckets", new Buckets())
                .start();
    }
}

package io.chandler.bench;

import io.chandler.bench.load.UnexpectedReply;
import io.chandler.bench.store.StoreBench;
import io.chandler.bench.store.StoreOptions;
import io.chandler.bench.store.StoreOptions.Part;
import io.chandler.resources.StoreOpenException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Measures stores beside each other, without a broker and below one: {@code dev/bench --stores}. */
public final class Stores {

    private Stores() {}

    /** The first argument is the project's folder, which {@code dev/bench} gives; the others are for the user. */
    public static void main(String... arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.println(StoreOptions.USAGE);
            return;
        }
        try {
            // The API server in this process would write a line for each request.
            Logger.getLogger("").setLevel(Level.WARNING);
            var options = StoreOptions.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
            run(options, Path.of(arguments[0]).toAbsolutePath());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + StoreOptions.USAGE);
            System.exit(2);
        } catch (StoreOpenException | UnexpectedReply | IllegalStateException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(StoreOptions options, Path root) throws IOException, InterruptedException {
        var work = root.resolve("bench/target/run/stores");
        var tables = new ArrayList<String>();
        if (options.parts().contains(Part.STORES)) {
            tables.add(new StoreBench(options).run(work));
        }
        if (options.parts().contains(Part.BROKERS)) {
            tables.add(new BrokersOnStores(options, root, work).run());
        }
        var result = "%s, %s. Median of %d rounds.\n\n%s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC), Figures.machine(), options.rounds(), String.join("\n", tables));
        System.out.println(result);
        if (options.page()) {
            Page.write(root.resolve("docs/performance.md"), "dev/bench --stores", result);
        }
    }
}

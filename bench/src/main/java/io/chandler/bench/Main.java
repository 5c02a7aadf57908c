package io.chandler.bench;

import io.chandler.bench.Options.Phase;
import io.chandler.bench.load.UnexpectedReply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the benchmark; see {@link Options#USAGE}. */
public final class Main {

    private Main() {}

    /** The first argument is the project's folder, which {@code dev/bench} gives; the others are for the user. */
    public static void main(String... arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        var root = Path.of(arguments[0]).toAbsolutePath();
        try {
            run(Options.parse(root, Arrays.copyOfRange(arguments, 1, arguments.length)));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(2);
        } catch (UnexpectedReply | IllegalStateException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) {
        var work = options.root().resolve("bench/target/run");
        var rival = new Rival(options.root(), work);
        var chandler = new Chandler(options.root(), work);
        var throughput = new Throughput(options, chandler, rival, work);
        if (options.phases().contains(Phase.RIVAL)) {
            throughput.rivalAlone();
            return;
        }
        chandler.build();
        var lines = new ArrayList<Line>();
        if (options.phases().contains(Phase.START)) {
            lines.addAll(new StartUp(chandler, rival, work, options.starts()).run());
        }
        if (options.phases().contains(Phase.RECOVERY)) {
            lines.addAll(new Recovery(chandler, work.resolve("recovery"), options.interrupted()).run());
        }
        if (options.phases().contains(Phase.THROUGHPUT)) {
            lines.addAll(0, throughput.run());
        }
        var result = Page.result(Table.of(lines), throughput.samples(), options.rounds());
        System.out.println(result);
        if (options.page()) {
            Page.write(options.root().resolve("docs/performance.md"), "dev/bench", result);
        }
    }
}

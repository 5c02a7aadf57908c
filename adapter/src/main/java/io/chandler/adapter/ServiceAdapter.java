package io.chandler.adapter;

import io.chandler.adapter.document.DocumentException;
import io.chandler.adapter.document.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A service adapter made of what its author implements: the program that the on-demand broker calls for each step.
 *
 * <pre>{@code
 * void main(String[] args) {
 *     ServiceAdapter.of(new RedisAdapter()).main(args);
 * }
 * }</pre>
 *
 * What the handlers print with {@code System.out} goes to standard error in {@link #main}, as standard output belongs to
 * the answer. Immutable; several threads may call {@link #run} at once if the handlers bear it.
 */
public final class ServiceAdapter {

    private static final String PREFIX = "[odb-sdk] ";
    private static final int FAILED = 1;
    private static final int NOT_IMPLEMENTED = 10;

    private final Map<Subcommand, Handler> handlers;

    private ServiceAdapter(Map<Subcommand, Handler> handlers) {
        this.handlers = handlers;
    }

    /** An adapter with the subcommands of these handlers; where two have the same, the later one answers. */
    public static ServiceAdapter of(SubcommandHandler... handlers) {
        var known = new EnumMap<Subcommand, Handler>(Subcommand.class);
        for (var handler : handlers) {
            if (handler instanceof ManifestGenerator generator) {
                known.put(Subcommand.GENERATE_MANIFEST, inputs -> {
                    var request = inputs.manifestRequest();
                    return () -> {
                        var generated = generator.generateManifest(request);
                        return inputs.positional() ? generated.manifest()::toYaml : generated::output;
                    };
                });
            }
            if (handler instanceof BindingCreator creator) {
                known.put(Subcommand.CREATE_BINDING, inputs -> {
                    var request = inputs.bindingRequest();
                    return () -> creator.createBinding(request)::output;
                });
            }
            if (handler instanceof BindingDeleter deleter) {
                known.put(Subcommand.DELETE_BINDING, inputs -> {
                    var request = inputs.bindingRequest();
                    return () -> {
                        deleter.deleteBinding(request);
                        return () -> "";
                    };
                });
            }
            if (handler instanceof DashboardUrlGenerator generator) {
                known.put(Subcommand.DASHBOARD_URL, inputs -> {
                    var request = inputs.dashboardUrlRequest();
                    return () -> {
                        var url = generator.dashboardUrl(request);
                        return () -> Json.write(Map.of("dashboard_url", url)) + "\n";
                    };
                });
            }
            if (handler instanceof SchemaGenerator generator) {
                known.put(Subcommand.GENERATE_PLAN_SCHEMAS, inputs -> {
                    var plan = inputs.schemaPlan();
                    return () -> generator.generatePlanSchemas(plan)::output;
                });
            }
        }
        return new ServiceAdapter(known);
    }

    /**
     * Runs the adapter in this process and ends the process with its exit code. The program's name in messages is the
     * system property {@code chandler.adapter.name}.
     */
    public void main(String... arguments) {
        var stdout = new FileOutputStream(FileDescriptor.out);
        var stderr = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setOut(stderr);
        System.setErr(stderr);
        int code = run(List.of(arguments), System.in, stdout, stderr);
        stderr.flush();
        Runtime.getRuntime().exit(code);
    }

    /**
     * Answers one call.
     *
     * @param arguments the subcommand and, unless standard input is used, its inputs
     * @param stdin read only if there are no inputs among the arguments
     * @param stdout gets the answer, or what the user may know of a failure
     * @param stderr gets what the operator may know
     * @return the exit code: 0 done, 1 failed, 10 not implemented, 41 binding not found, 42 app GUID not provided, 49
     *     binding already exists
     */
    public int run(List<String> arguments, InputStream stdin, OutputStream stdout, OutputStream stderr) {
        if (arguments.isEmpty()) {
            return refuse(stderr, FAILED, "the following commands are supported: " + supported());
        }
        var name = arguments.getFirst();
        print(stderr, PREFIX + "handling " + name + "\n");
        var subcommand = Subcommand.of(name);
        if (subcommand.isEmpty()) {
            return refuse(
                    stderr,
                    FAILED,
                    "unknown subcommand: " + name + ". The following commands are supported: " + supported());
        }
        var handler = handlers.get(subcommand.get());
        if (handler == null) {
            return refuse(stderr, NOT_IMPLEMENTED, name + " not implemented");
        }
        Answer answer;
        try {
            var inputs = Inputs.read(subcommand.get(), program(), arguments.subList(1, arguments.size()), stdin);
            answer = handler.prepare(inputs);
        } catch (InputException e) {
            return refuse(stderr, FAILED, text(e));
        }
        return answer(subcommand.get(), answer, stdout, stderr);
    }

    private static int answer(Subcommand subcommand, Answer answer, OutputStream stdout, OutputStream stderr) {
        Supplier<String> output;
        try {
            output = answer.output();
        } catch (AdapterException e) {
            print(stdout, text(e));
            return refuse(stderr, e.exitCode(subcommand), text(e));
        } catch (DocumentException e) {
            print(stdout, text(e));
            return refuse(stderr, FAILED, text(e));
        } catch (Throwable e) { // a defect of the handler: for the operator, not for the user
            return refuse(stderr, FAILED, "unexpected " + e + place(e));
        }
        try {
            if (print(stdout, output.get())) {
                return 0;
            }
            return refuse(stderr, FAILED, "cannot write the answer to standard output");
        } catch (DocumentException e) {
            var what = subcommand == Subcommand.GENERATE_MANIFEST ? "bosh manifest" : "output";
            return refuse(stderr, FAILED, "error marshalling " + what + ": " + text(e));
        }
    }

    private String supported() {
        return handlers.keySet().stream().map(Subcommand::text).sorted().collect(Collectors.joining(", "));
    }

    private static String program() {
        return System.getProperty("chandler.adapter.name", "service-adapter");
    }

    private static String text(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? "" : message;
    }

    private static String place(Throwable failure) {
        var frames = failure.getStackTrace();
        return frames.length == 0 ? "" : " at " + frames[0];
    }

    private static int refuse(OutputStream stderr, int code, String message) {
        print(stderr, PREFIX + message + "\n");
        return code;
    }

    /** Whether the text could be written. */
    private static boolean print(OutputStream out, String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads the inputs of a subcommand. */
    @FunctionalInterface
    private interface Handler {
        Answer prepare(Inputs inputs);
    }

    /** Has the author's code run; what it returned is written later. */
    @FunctionalInterface
    private interface Answer {
        Supplier<String> output() throws Exception;
    }
}

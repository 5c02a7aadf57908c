package io.chandler.ondemand.adapter;

import io.chandler.adapter.AdapterCall;
import io.chandler.adapter.AdapterOutput;
import io.chandler.adapter.Binding;
import io.chandler.adapter.Plan;
import io.chandler.adapter.PlanSchemas;
import io.chandler.adapter.document.DocumentException;
import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import io.chandler.adapter.document.Yaml;
import io.chandler.ondemand.configuration.Configuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service adapter as the broker asks it. Every method runs it once, to the end or to its time limit, tells the
 * operator's log how that went and throws {@link AdapterException}. Thread-safe.
 */
public final class Adapter implements AutoCloseable {

    private final Program program;
    private final String path;
    private final boolean standardInput;

    /**
     * An adapter.
     *
     * @param standardInput whether it gets its inputs there; else as arguments
     */
    Adapter(Program program, String path, boolean standardInput) {
        this.program = program;
        this.path = path;
        this.standardInput = standardInput;
    }

    /**
     * The adapter of a configuration.
     *
     * @param standardInput whether it gets its inputs there; else as arguments
     * @throws io.chandler.ondemand.configuration.ConfigurationException if it names a class that is none
     */
    public static Adapter of(Configuration.Adapter settings, boolean standardInput) {
        var limit = Duration.ofSeconds(settings.timeoutSeconds());
        var prefix = Configuration.Adapter.CLASS_PREFIX;
        return settings.path().startsWith(prefix)
                ? inProcess(AdapterClass.make(settings.path().substring(prefix.length())), limit, standardInput)
                : executable(settings.path(), limit, standardInput);
    }

    /** An executable, ended with all that it started when a call takes longer than the limit. */
    public static Adapter executable(String path, Duration limit, boolean standardInput) {
        return new Adapter(new AdapterProcess(path, limit), path, standardInput);
    }

    /** An adapter in Java that runs in this process; a call that takes longer than the limit is interrupted. */
    public static Adapter inProcess(JavaAdapter adapter, Duration limit, boolean standardInput) {
        return new Adapter(new AdapterThread(adapter, limit), adapter.getClass().getName(), standardInput);
    }

    /**
     * Asks for the manifest of a deployment, and checks what must be right of it.
     *
     * @param log one line for the operator
     */
    public AdapterOutput.Manifest generateManifest(AdapterCall.ManifestInputs inputs, Consumer<String> log) {
        var secrets = new SecretTexts();
        inputs.previousSecrets().ifPresent(secrets::add);
        inputs.uaaClient().map(client -> client.get("client_secret")).ifPresent(secrets::add);
        var run = run(AdapterCall.generateManifest(inputs), secrets, log);
        AdapterOutput.Manifest manifest;
        try {
            manifest = standardInput ? AdapterOutput.manifest(run.output()) : AdapterOutput.manifestAlone(run.output());
        } catch (DocumentException e) {
            throw AdapterException.unusable(
                    "an error occurred running external service adapter at " + path + ": '" + e.getMessage()
                            + "'. stdout: " + length(run) + ", stderr: '" + secrets.hide(run.error()) + "'",
                    e);
        }
        check(manifest.manifest(), inputs.deployment().deploymentName(), secrets.hide(run.error()));
        return manifest;
    }

    /** Asks for the credentials of a new binding. */
    public Binding createBinding(AdapterCall.BindingInputs inputs, Consumer<String> log) {
        var secrets = secrets(inputs);
        var run = run(AdapterCall.createBinding(inputs), secrets, log);
        try {
            return Binding.read(run.output());
        } catch (DocumentException e) {
            throw AdapterException.unusable(
                    "external service adapter returned invalid JSON at " + path + ": stdout: " + length(run)
                            + ", stderr: '" + secrets.hide(run.error()) + "', JSON error: '" + e.getMessage() + "'",
                    e);
        }
    }

    /** Has a binding deleted. */
    public void deleteBinding(AdapterCall.BindingInputs inputs, Consumer<String> log) {
        var _ = run(AdapterCall.deleteBinding(inputs), secrets(inputs), log);
    }

    /** Asks where an instance is managed; empty if nowhere, be it that the adapter offers no such thing. */
    public Optional<String> dashboardUrl(String instanceId, Plan plan, String manifest, Consumer<String> log) {
        try {
            return AdapterOutput.dashboardUrl(
                    run(AdapterCall.dashboardUrl(instanceId, plan, manifest), new SecretTexts(), log)
                            .output());
        } catch (AdapterException e) {
            if (e.kind() == AdapterException.Kind.NOT_IMPLEMENTED) {
                return Optional.empty();
            }
            throw e;
        } catch (DocumentException e) {
            throw AdapterException.unusable(
                    "the answer of the service adapter at " + path + " to dashboard-url is not valid: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Asks for the schemas of a plan's parameters. */
    public PlanSchemas generatePlanSchemas(Plan plan, Consumer<String> log) {
        try {
            return PlanSchemas.read(run(AdapterCall.generatePlanSchemas(plan), new SecretTexts(), log)
                    .output());
        } catch (DocumentException e) {
            throw AdapterException.unusable(
                    "the answer of the service adapter at " + path + " to generate-plan-schemas is not valid: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Ends every call that is under way. */
    @Override
    public void close() {
        program.close();
    }

    private Run run(AdapterCall call, SecretTexts secrets, Consumer<String> log) {
        var run = standardInput
                ? program.run(call.arguments(), call.standardInput(), secrets)
                : program.run(call.positionalArguments(), "", secrets);
        addMade(call.subcommand(), run.output(), secrets);
        if (run.exitCode() == 0) {
            var name = call.subcommand().equals("generate-plan-schemas") ? "generate-plan-schema" : call.subcommand();
            log.accept("service adapter ran " + name + " successfully, stderr logs: " + secrets.hide(run.error()));
            return run;
        }
        var output = secrets.hide(run.output());
        var detail = "external service adapter exited with " + run.exitCode() + " at " + path + ": stdout: '" + output
                + "', stderr: '" + secrets.hide(run.error()) + "'";
        log.accept(detail);
        throw switch (run.exitCode()) {
            case 10 ->
                AdapterException.exited(
                        AdapterException.Kind.NOT_IMPLEMENTED, "command not implemented by service adapter");
            case 41 -> AdapterException.exited(AdapterException.Kind.BINDING_NOT_FOUND, "binding not found");
            case 42 -> AdapterException.exited(AdapterException.Kind.APP_MISSING, "app_guid not provided");
            case 49 -> AdapterException.exited(AdapterException.Kind.BINDING_EXISTS, "binding already exists");
            default -> AdapterException.failed(run.output(), output, detail);
        };
    }

    /** What an adapter has just made is as secret as what it was given. */
    private static void addMade(String subcommand, String output, SecretTexts secrets) {
        boolean binding = subcommand.equals("create-binding");
        if (!binding && !subcommand.equals("generate-manifest")) {
            return;
        }
        try {
            var answer = Json.readObject(output);
            secrets.add(binding ? answer : answer.get("secrets"));
        } catch (DocumentException _) {
            // A manifest alone, or a sentence.
        }
    }

    /** Output that cannot be read may hold secrets, so the operator gets its length only. */
    private static String length(Run run) {
        return run.output().length() + " characters";
    }

    private static SecretTexts secrets(AdapterCall.BindingInputs inputs) {
        var secrets = new SecretTexts();
        inputs.secrets().ifPresent(secrets::add);
        return secrets;
    }

    private void check(String manifest, String deployment, String error) {
        Values root;
        try {
            root = Yaml.parse(manifest).root();
        } catch (DocumentException e) {
            throw AdapterException.unusable(
                    "external service adapter generated manifest that is not valid YAML at " + path + ". stderr: '"
                            + error + "'",
                    e);
        }
        var name = text(root, "name");
        if (!name.equals(deployment)) {
            throw AdapterException.unusable(
                    "external service adapter generated manifest with an incorrect deployment name at " + path
                            + ". expected name: '" + deployment + "', returned name: '" + name + "', stderr: '" + error
                            + "'",
                    null);
        }
        for (var list : List.of("releases", "stemcells")) {
            if (root.map().get(list) instanceof List<?> entries) {
                for (var entry : entries) {
                    checkVersion(entry, error);
                }
            }
        }
    }

    private void checkVersion(@Nullable Object entry, String error) {
        var version = entry instanceof Map<?, ?> map ? String.valueOf(map.get("version")) : "";
        if (version.endsWith("latest")) {
            throw AdapterException.unusable(
                    "external service adapter generated manifest with an incorrect version at " + path
                            + ". expected exact version but returned version: '" + version + "', stderr: '" + error
                            + "'",
                    null);
        }
    }

    private static String text(Values values, String key) {
        try {
            return values.text(key).orElse("");
        } catch (DocumentException _) {
            return "";
        }
    }
}

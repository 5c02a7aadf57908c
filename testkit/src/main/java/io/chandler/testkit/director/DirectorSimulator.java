package io.chandler.testkit.director;

import io.chandler.testkit.Authority;
import io.chandler.testkit.Faults;
import io.chandler.testkit.Request;
import io.chandler.testkit.Simulator;
import io.chandler.testkit.internal.Listener;
import io.chandler.testkit.internal.StateFolder;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A BOSH director without machines: the API over HTTPS, with tasks that take their time, workers, locks, errands with
 * scripted outcomes, configurations, variables and links.
 *
 * <pre>{@code
 * try (var director = DirectorSimulator.start(settings -> settings.workers(10).taskTime(Duration.ofMillis(200)))) {
 *     director.script(Script.errand("health-check").exits(1));
 *     ...
 * }
 * }</pre>
 */
public final class DirectorSimulator implements Simulator {

    private final DirectorSettings settings;
    private final Authority authority;
    private final Model model;
    private final VariableStore variables;
    private final Tasks tasks;
    private final Faults faults = new Faults();
    private final Listener listener;

    private DirectorSimulator(DirectorSettings settings) {
        this.settings = settings;
        authority = settings.folder().map(Authority::in).orElseGet(Authority::ofProcess);
        model = new Model(new StateFolder(settings.folder()));
        variables = settings.credHub()
                .<VariableStore>map(credHub -> new CredHubVariables(settings.name(), credHub))
                .orElseGet(() -> VariableStore.ofIds(settings.name()));
        tasks = new Tasks(model, settings, variables);
        var access = settings.uaa()
                .map(DirectorAccess::uaa)
                .orElseGet(() -> DirectorAccess.basic(settings.username(), settings.password()));
        var api = new DirectorApi(model, tasks, settings, access, faults);
        try {
            listener = Listener.start(settings.port(), Optional.of(authority), faults, api::answer);
        } catch (RuntimeException e) {
            tasks.close();
            throw e;
        }
    }

    /** Starts one as it is usual. */
    public static DirectorSimulator start() {
        return start(_ -> {});
    }

    /** Starts one. */
    public static DirectorSimulator start(Consumer<DirectorSettings> changes) {
        var settings = new DirectorSettings();
        changes.accept(settings);
        return new DirectorSimulator(settings);
    }

    @Override
    public URI url() {
        return listener.url();
    }

    @Override
    public Authority authority() {
        return authority;
    }

    /** The user for Basic authentication. */
    public String username() {
        return settings.username();
    }

    /** The password for Basic authentication. */
    public String password() {
        return settings.password();
    }

    /** How coming tasks go. The script that was given first goes first. */
    public void script(Script script) {
        tasks.add(script);
    }

    /** Lets all tasks that {@link Script#hangs hang} end now. */
    public void letHangingTasksEnd() {
        tasks.letHangingTasksEnd();
    }

    /**
     * A task as it is now. {@code contextId} and {@code result} are empty text where there is none.
     *
     * @param started when a worker took it
     */
    public record TaskView(
            long id,
            String state,
            String description,
            String deployment,
            String contextId,
            String result,
            Optional<Instant> started,
            Optional<Instant> ended) {}

    /** All tasks, oldest first. */
    public List<TaskView> tasks() {
        return locked(() -> model.tasks().stream()
                .map(task -> new TaskView(
                        task.id(),
                        task.state().name(),
                        task.work().description(),
                        task.work().deployment(),
                        task.contextId().orElse(""),
                        task.result(),
                        task.started().map(Instant::ofEpochMilli),
                        task.ended().map(Instant::ofEpochMilli)))
                .toList());
    }

    /** The names of all deployments, in their order. */
    public List<String> deployments() {
        return locked(() -> model.deployments().stream().map(Deployment::name).toList());
    }

    /** The manifest of a deployment; empty without one, and until it was deployed well for the first time. */
    public Optional<String> manifest(String deployment) {
        return locked(() -> model.deployment(deployment).flatMap(Deployment::manifest));
    }

    /** How many links lead to consumers outside of their deployment. */
    public int links() {
        return locked(() -> model.links().size());
    }

    /** A configuration of the director. */
    public record ConfigurationView(String type, String name, String content) {}

    /** All configurations, with those that newer ones have replaced, oldest first. */
    public List<ConfigurationView> configurations() {
        return locked(() -> model.configurations().stream()
                .map(config -> new ConfigurationView(config.type(), config.name(), config.content()))
                .toList());
    }

    /** Makes a deployment at once, without a task, as if somebody had deployed it before. */
    public void addDeployment(String manifest) {
        var parsed = Manifest.parse(manifest);
        locked(() -> {
            var before = model.deployment(parsed.name()).orElse(Deployment.empty(parsed.name()));
            model.put(Rollout.apply(model, before, manifest, parsed, variables));
            return parsed;
        });
    }

    private <T> T locked(Supplier<T> question) {
        model.lock.lock();
        try {
            return question.get();
        } finally {
            model.lock.unlock();
        }
    }

    @Override
    public List<Request> requests() {
        return listener.requests();
    }

    @Override
    public void forgetRequests() {
        listener.forgetRequests();
    }

    @Override
    public Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        listener.close();
        tasks.close();
    }
}

package io.chandler.testkit.director;

import io.chandler.testkit.internal.StateFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** What the director knows. Everything in it is for the holder of {@link #lock}; what is changed is kept at once. */
final class Model {

    final ReentrantLock lock = new ReentrantLock();

    private final StateFolder folder;
    private final Map<String, Deployment> deployments = new TreeMap<>();
    private final Map<Long, Task> tasks = new TreeMap<>();
    private final Map<Long, Configuration> configurations = new TreeMap<>();
    private final Map<Long, Link> links = new TreeMap<>();
    private long newestTask;
    private long newestConfiguration;
    private long newestLink;
    private long newestProvider;
    private int newestMachine = 1;

    /** A configuration, such as a cloud configuration; the newest of its type and name counts. */
    record Configuration(long id, String type, String name, String content, long created) {}

    /** A link that somebody outside of the deployment consumes. */
    record Link(long id, String providerId, String name, long created) {}

    Model(StateFolder folder) {
        this.folder = folder;
        for (var deployment : folder.load("deployments", Deployment.class)) {
            deployments.put(deployment.name(), deployment);
            deployment.machines().forEach(machine -> newestMachine = Math.max(newestMachine, machine.number()));
            deployment
                    .providers()
                    .forEach(provider -> newestProvider = Math.max(newestProvider, Long.parseLong(provider.id())));
        }
        folder.load("tasks", Task.class).forEach(task -> tasks.put(task.id(), task));
        folder.load("configs", Configuration.class).forEach(config -> configurations.put(config.id(), config));
        folder.load("links", Link.class).forEach(link -> links.put(link.id(), link));
        newestTask = newest(tasks);
        newestConfiguration = newest(configurations);
        newestLink = newest(links);
    }

    private static long newest(Map<Long, ?> byId) {
        return byId.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    List<Deployment> deployments() {
        return List.copyOf(deployments.values());
    }

    Optional<Deployment> deployment(String name) {
        return Optional.ofNullable(deployments.get(name));
    }

    void put(Deployment deployment) {
        deployments.put(deployment.name(), deployment);
        folder.save("deployments", deployment.name(), deployment);
    }

    void deleteDeployment(String name) {
        var gone = deployments.remove(name);
        folder.delete("deployments", name);
        if (gone != null) {
            var providers =
                    gone.providers().stream().map(Deployment.Provider::id).toList();
            links().stream()
                    .filter(link -> providers.contains(link.providerId()))
                    .forEach(link -> deleteLink(link.id()));
        }
    }

    /** All tasks, oldest first. */
    List<Task> tasks() {
        return new ArrayList<>(tasks.values());
    }

    Optional<Task> task(long id) {
        return Optional.ofNullable(tasks.get(id));
    }

    void put(Task task) {
        tasks.put(task.id(), task);
        folder.save("tasks", String.valueOf(task.id()), task);
    }

    long nextTask() {
        return ++newestTask;
    }

    int nextMachine() {
        return ++newestMachine;
    }

    String nextProvider() {
        return String.valueOf(++newestProvider);
    }

    List<Configuration> configurations() {
        return List.copyOf(configurations.values());
    }

    Configuration putConfiguration(String type, String name, String content, long now) {
        var configuration = new Configuration(++newestConfiguration, type, name, content, now);
        configurations.put(configuration.id(), configuration);
        folder.save("configs", String.valueOf(configuration.id()), configuration);
        return configuration;
    }

    void deleteConfiguration(long id) {
        configurations.remove(id);
        folder.delete("configs", String.valueOf(id));
    }

    List<Link> links() {
        return List.copyOf(links.values());
    }

    Link putLink(String providerId, String name, long now) {
        var link = new Link(++newestLink, providerId, name, now);
        links.put(link.id(), link);
        folder.save("links", String.valueOf(link.id()), link);
        return link;
    }

    void deleteLink(long id) {
        links.remove(id);
        folder.delete("links", String.valueOf(id));
    }
}

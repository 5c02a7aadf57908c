package io.chandler.ondemand.bosh;

import io.chandler.ondemand.configuration.Configuration.BindingDns;
import io.chandler.ondemand.configuration.Configuration.Errand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The BOSH director. Methods block; every one throws {@link DirectorException}. Thread-safe. A context id joins the
 * tasks of one operation.
 */
public interface Director {

    /** Version and authentication of the director. */
    DirectorInformation information();

    /** The names of all deployments. */
    List<String> deployments();

    /** The manifest of a deployment, byte for byte; empty if there is no such deployment. */
    Optional<String> manifest(String deployment);

    /** Starts to deploy a manifest. Returns the id of the task. */
    long deploy(String manifest, Optional<String> contextId);

    /** Starts to recreate all machines of a deployment. Returns the id of the task. */
    long recreate(String deployment, Optional<String> contextId);

    /** Starts to delete a deployment. Returns the id of the task, or nothing if there is no such deployment. */
    OptionalLong delete(String deployment, boolean force, Optional<String> contextId);

    /** Starts an errand. Returns the id of the task. */
    long runErrand(String deployment, Errand errand, Optional<String> contextId);

    /** A task; a finished errand that failed on any instance is in state {@code ERROR}. */
    Task task(long id);

    /** Cancels a task, so that one which waits never begins; one that has ended stays as it is. */
    void cancel(long task);

    /** The tasks of a deployment that are queued, processing or being cancelled. */
    List<Task> unfinishedTasks(String deployment);

    /** The newest tasks of a deployment, newest first: those that run, and those that ended within the last hour. */
    List<Task> latestTasks(String deployment);

    /** The tasks of one operation on a deployment, newest first, errands judged as in {@link #task}. */
    List<Task> tasksOfContext(String deployment, String contextId);

    /** The addresses of all machines of each instance group. */
    Map<String, List<String>> addresses(String deployment);

    /** The variables of a deployment. */
    List<Variable> variables(String deployment);

    /** The newest content of each configuration with a name, by type. */
    Map<String, String> configurations(String name);

    /** Creates or replaces a configuration. */
    void putConfiguration(String name, String type, String content);

    /** Deletes all configurations with a name. */
    void deleteConfigurations(String name);

    /** The DNS address that a link provider of a deployment has; leaves no consumer behind, whatever fails. */
    String dnsAddress(String deployment, BindingDns binding);
}

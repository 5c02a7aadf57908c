package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The lines that tell how a command goes through all instances; operators' tools read them. */
final class IterationLog {

    private final CommandLog log;
    private final String operation;

    /** @param operation {@code upgrade-all} or {@code recreate-all} */
    IterationLog(CommandLog log, String operation) {
        this.log = log;
        this.operation = operation;
    }

    void line(String text) {
        log.line("[" + operation + "] " + text);
    }

    void strategy(String name) {
        line("Upgrading all instances via " + name);
    }

    void starting(int maxInFlight) {
        line("STARTING OPERATION with " + maxInFlight + " concurrent workers");
    }

    void instances(List<ServiceInstance> instances) {
        line("Service Instances:"
                + instances.stream().map(each -> " " + each.id()).collect(Collectors.joining()));
        line("Total Service Instances found: " + instances.size());
    }

    void canariesStarting(int canaries, Map<String, String> selection) {
        line("STARTING CANARIES: " + canaries + " canaries"
                + (selection.isEmpty() ? "" : " with selection criteria: " + criteria(selection)));
    }

    static String criteria(Map<String, String> selection) {
        return selection.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    void canariesFinished() {
        line("FINISHED CANARIES");
    }

    void attempt(int attempt, int limit) {
        line((attempt == 1 ? "Processing all instances. " : "Processing all remaining instances. ") + "Attempt "
                + attempt + "/" + limit);
    }

    void canariesAttempt(int attempt, int limit, int remaining) {
        line((attempt == 1 ? "Processing all canaries. " : "Processing " + remaining + " remaining canaries. ")
                + "Attempt " + attempt + "/" + limit);
    }

    void begins(Fleet.Next next) {
        line("[" + next.instance().id() + "] Starting to process service instance"
                + (next.canary() ? "" : " " + next.number() + " of " + next.of()));
    }

    /** Without the name of the operation, as it has always been. */
    void notRefreshed(String id) {
        log.line("[" + id + "] Failed to get refreshed list of instances. Continuing with previously fetched info.");
    }

    void result(String id, String result) {
        line("[" + id + "] Result: " + result);
    }

    void waiting(String id, long task) {
        line("[" + id + "] Waiting for operation to complete" + (task == 0 ? "" : ": bosh task id " + task));
    }

    void finished(String id, boolean success) {
        result(id, "Service Instance operation " + (success ? "success" : "failure"));
    }

    void progress(Duration interval, Tally tally) {
        line("Progress summary: Sleep interval until next attempt: " + GoDuration.text(interval)
                + "; Number of successful operations so far: " + tally.succeeded()
                + "; Number of skipped operations so far: " + tally.skipped()
                + "; Number of service instance orphans detected so far: " + tally.orphaned()
                + "; Number of deleted instances before operation could happen: " + tally.deleted()
                + "; Number of operations in progress (to retry) so far: " + tally.busy());
    }

    void summary(Tally tally, List<String> busy, List<String> failed) {
        line("FINISHED PROCESSING Status: " + (busy.isEmpty() && failed.isEmpty() ? "SUCCESS" : "FAILED")
                + "; Summary: Number of successful operations: " + tally.succeeded()
                + "; Number of skipped operations: " + tally.skipped()
                + "; Number of service instance orphans detected: " + tally.orphaned()
                + "; Number of deleted instances before operation could happen: " + tally.deleted()
                + "; Number of busy instances which could not be processed: " + list(busy)
                + "; Number of service instances that failed to process: " + list(failed));
    }

    private static String list(List<String> ids) {
        return ids.size() + (ids.isEmpty() ? "" : " [" + String.join(", ", ids) + "]");
    }
}

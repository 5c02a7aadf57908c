package io.chandler.broker.internal.desk;

import static io.chandler.broker.internal.desk.Reaction.CANCEL;
import static io.chandler.broker.internal.desk.Reaction.CONCURRENCY;
import static io.chandler.broker.internal.desk.Reaction.CONFLICT;
import static io.chandler.broker.internal.desk.Reaction.EXISTS;
import static io.chandler.broker.internal.desk.Reaction.GONE;
import static io.chandler.broker.internal.desk.Reaction.JOIN;
import static io.chandler.broker.internal.desk.Reaction.NOT_FOUND;
import static io.chandler.broker.internal.desk.Reaction.REFUSE;
import static io.chandler.broker.internal.desk.Reaction.REPORT;
import static io.chandler.broker.internal.desk.Reaction.SHOW;
import static io.chandler.broker.internal.desk.Reaction.START;

import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.InstancePhase;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What each request leads to in each phase: the rules of the front desk as data. */
public final class TransitionTable {

    private static final Map<InstancePhase, Map<InstanceRequest, Reaction>> INSTANCE =
            new EnumMap<>(InstancePhase.class);
    private static final Map<BindingPhase, Map<BindingRequest, Reaction>> BINDING = new EnumMap<>(BindingPhase.class);

    static {
        // Columns in the order of InstanceRequest:
        // provision =, provision other, update =, update other, deprovision, fetch, poll, bind
        instance(InstancePhase.UNKNOWN, START, START, NOT_FOUND, NOT_FOUND, GONE, NOT_FOUND, NOT_FOUND, NOT_FOUND);
        instance(
                InstancePhase.CREATING,
                JOIN,
                CONFLICT,
                CONCURRENCY,
                CONCURRENCY,
                CANCEL,
                NOT_FOUND,
                REPORT,
                CONCURRENCY);
        instance(InstancePhase.CREATE_FAILED, START, CONFLICT, REFUSE, REFUSE, START, NOT_FOUND, REPORT, REFUSE);
        instance(InstancePhase.READY, EXISTS, CONFLICT, START, START, START, SHOW, REPORT, START);
        instance(
                InstancePhase.UPDATING,
                CONCURRENCY,
                CONFLICT,
                JOIN,
                CONCURRENCY,
                CONCURRENCY,
                CONCURRENCY,
                REPORT,
                CONCURRENCY);
        instance(InstancePhase.UPDATE_FAILED, EXISTS, CONFLICT, START, START, START, SHOW, REPORT, START);
        instance(InstancePhase.UNUSABLE, EXISTS, CONFLICT, START, START, START, SHOW, REPORT, REFUSE);
        instance(
                InstancePhase.DELETING,
                CONCURRENCY,
                CONCURRENCY,
                CONCURRENCY,
                CONCURRENCY,
                JOIN,
                NOT_FOUND,
                REPORT,
                CONCURRENCY);
        instance(InstancePhase.DELETE_FAILED, EXISTS, CONFLICT, START, START, START, SHOW, REPORT, START);
        instance(InstancePhase.DELETED, START, START, NOT_FOUND, NOT_FOUND, GONE, NOT_FOUND, REPORT, NOT_FOUND);

        // Columns in the order of BindingRequest: bind =, bind other, unbind, fetch, poll
        binding(BindingPhase.UNKNOWN, START, START, GONE, NOT_FOUND, NOT_FOUND);
        binding(BindingPhase.CREATING, JOIN, CONFLICT, CANCEL, NOT_FOUND, REPORT);
        binding(BindingPhase.CREATE_FAILED, START, CONFLICT, START, NOT_FOUND, REPORT);
        binding(BindingPhase.READY, EXISTS, CONFLICT, START, SHOW, REPORT);
        binding(BindingPhase.DELETING, CONCURRENCY, CONCURRENCY, JOIN, NOT_FOUND, REPORT);
        binding(BindingPhase.DELETE_FAILED, EXISTS, CONFLICT, START, SHOW, REPORT);
        binding(BindingPhase.DELETED, START, START, GONE, NOT_FOUND, REPORT);
    }

    private TransitionTable() {}

    private static void instance(InstancePhase phase, Reaction... reactions) {
        INSTANCE.put(phase, row(InstanceRequest.class, InstanceRequest.values(), reactions));
    }

    private static void binding(BindingPhase phase, Reaction... reactions) {
        BINDING.put(phase, row(BindingRequest.class, BindingRequest.values(), reactions));
    }

    private static <R extends Enum<R>> Map<R, Reaction> row(Class<R> type, R[] requests, Reaction... reactions) {
        var row = new EnumMap<R, Reaction>(type);
        for (int i = 0; i < requests.length; i++) {
            row.put(requests[i], reactions[i]);
        }
        return row;
    }

    private static <P, R> Reaction cell(Map<P, Map<R, Reaction>> table, P phase, R request) {
        return Objects.requireNonNull(
                Objects.requireNonNull(table.get(phase), "phase").get(request), "request");
    }

    /** What the request leads to for an instance in this phase. */
    public static Reaction react(InstancePhase phase, InstanceRequest request) {
        return cell(INSTANCE, phase, request);
    }

    /** What the request leads to for a binding in this phase. */
    public static Reaction react(BindingPhase phase, BindingRequest request) {
        return cell(BINDING, phase, request);
    }

    /** Both tables in Markdown, as the documentation shows them. */
    public static String markdown() {
        var text = new StringBuilder("## Service instances\n\n| phase |");
        for (var request : InstanceRequest.values()) {
            text.append(' ').append(request.label()).append(" |");
        }
        text.append("\n|---|")
                .append("---|".repeat(InstanceRequest.values().length))
                .append('\n');
        INSTANCE.forEach((phase, reactions) -> row(text, phase.name(), reactions.values()));
        text.append("\n## Service bindings\n\n| phase |");
        for (var request : BindingRequest.values()) {
            text.append(' ').append(request.label()).append(" |");
        }
        text.append("\n|---|")
                .append("---|".repeat(BindingRequest.values().length))
                .append('\n');
        BINDING.forEach((phase, reactions) -> row(text, phase.name(), reactions.values()));
        text.append("\n## What the words mean\n\n");
        for (var reaction : Reaction.values()) {
            text.append("- **")
                    .append(reaction.label())
                    .append("**: ")
                    .append(reaction.meaning())
                    .append(".\n");
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String phase, Collection<Reaction> reactions) {
        text.append("| ")
                .append(phase.toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(" |");
        for (var reaction : reactions) {
            text.append(' ').append(reaction.label()).append(" |");
        }
        text.append('\n');
    }
}

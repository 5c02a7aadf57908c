package io.chandler.cli.internal;

import io.chandler.cli.ExitCodes;
import io.chandler.osb.Plan;
import io.chandler.osb.Schemas;
import io.chandler.osb.ServiceOffering;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Shows what the broker offers. */
@Command(
        name = "catalog",
        description = {
            "Show the offerings and plans of the broker.",
            "",
            "With an OFFERING: its plans with their ids and parameters."
        },
        footer = {
            "",
            "Examples:",
            "  chandler catalog",
            "  chandler catalog postgres",
            "  chandler catalog -o json",
        })
public final class CatalogCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(index = "0", arity = "0..1", paramLabel = "OFFERING", description = "An offering: its name, or its id.")
    @Nullable
    String offering;

    @Option(names = "--show-secrets", description = "Show the secrets of dashboard clients.")
    boolean showSecrets;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public CatalogCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var session = Session.open(environment)) {
            var wanted = offering;
            if (output.json()) {
                session.print(json(session));
            } else if (wanted != null) {
                describe(session, session.offers().offering(wanted));
            } else {
                list(session);
            }
            return ExitCodes.OK;
        }
    }

    private ObjectNode json(Session session) throws InterruptedException {
        var json = session.catalog().json().deepCopy();
        var wanted = Optional.ofNullable(offering);
        var id = wanted.isPresent() ? session.offers().offering(wanted.get()).id() : "";
        for (var node : json.path("services")) {
            if (node instanceof ObjectNode service) {
                if (!showSecrets && service.get("dashboard_client") instanceof ObjectNode client) {
                    service.set("dashboard_client", Secrets.named(client));
                }
                if (service.path("id").asString("").equals(id)) {
                    return service;
                }
            }
        }
        return json;
    }

    private static void list(Session session) throws InterruptedException {
        var table = new Text.Table("OFFERING", "PLAN", "FREE", "BINDABLE", "DESCRIPTION");
        for (var service : session.catalog().catalog().offerings()) {
            var name = service.name();
            for (var plan : service.plans()) {
                table.row(
                        name,
                        plan.name(),
                        Text.yesNo(plan.free()),
                        Text.yesNo(service.bindable(plan)),
                        plan.description());
                name = "";
            }
        }
        table.print(session.environment().out());
    }

    private static void describe(Session session, ServiceOffering service) {
        session.say(Text.clean(service.name() + "  " + service.id()));
        session.say(Text.clean(service.description()));
        for (var plan : service.plans()) {
            session.say("");
            session.say(Text.clean(service.name() + " " + plan.name() + "  " + plan.id()));
            session.say("  " + Text.clean(plan.description()));
            session.say("  " + facts(service, plan));
            parameters(session, plan.schemas());
        }
    }

    private static String facts(ServiceOffering service, Plan plan) {
        var text = new StringBuilder(plan.free() ? "free" : "not free")
                .append(service.bindable(plan) ? ", bindable" : ", not bindable")
                .append(service.planUpdateable(plan) ? ", can be changed for another plan" : "");
        plan.maintenanceInfo().ifPresent(info -> text.append(", maintenance ").append(Text.clean(info.version())));
        return text.toString();
    }

    private static void parameters(Session session, Schemas schemas) {
        schemas.create().ifPresent(schema -> parameters(session, "provision", schema));
        schemas.update().ifPresent(schema -> parameters(session, "update", schema));
        schemas.bind().ifPresent(schema -> parameters(session, "bind", schema));
    }

    private static void parameters(Session session, String when, ObjectNode schema) {
        var required = schema.path("required")
                .valueStream()
                .map(node -> node.asString(""))
                .toList();
        for (var member : schema.path("properties").properties()) {
            var text = member.getValue().path("description").asString("");
            session.say(Text.clean("  " + when + " -p " + member.getKey() + "="
                    + type(member.getValue().path("type"))
                    + (required.contains(member.getKey()) ? "  (required)" : "")
                    + (text.isEmpty() ? "" : "  " + text)));
        }
    }

    private static String type(JsonNode type) {
        return switch (type) {
            case StringNode text -> text.stringValue();
            case ArrayNode several
            when !several.isEmpty() ->
                several.valueStream().map(one -> one.asString("")).collect(Collectors.joining("|"));
            default -> "value";
        };
    }
}

package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.Json;
import io.chandler.osb.Plan;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ServiceOffering;
import io.chandler.osb.client.BrokerClient;
import io.chandler.osb.client.FetchedCatalog;
import io.chandler.osb.client.FetchedInstance;
import io.chandler.osb.client.InstanceRequest.FetchInstance;
import io.chandler.osb.client.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A command's connection to the target, and its notebook. */
final class Session implements AutoCloseable {

    /** What the command calls itself as a platform. */
    static final String PLATFORM = "chandler";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Environment environment;
    private final BrokerClient client;
    private final Notebook notebook;
    private @Nullable FetchedCatalog catalog;

    private Session(Environment environment, Target target) {
        this.environment = environment;
        client = target.client(environment, TIMEOUT);
        notebook = new Notebook(environment.state().resolve("notebook.json"), target.url());
    }

    static Session open(Environment environment) {
        return new Session(
                environment,
                Target.find(environment)
                        .orElseThrow(() -> new CommandFailure(
                                ExitCodes.USAGE,
                                "No broker is chosen. Name one with \"chandler target URL --user NAME\", "
                                        + "or in CHANDLER_TARGET.")));
    }

    Environment environment() {
        return environment;
    }

    BrokerClient client() {
        return client;
    }

    Notebook notebook() {
        return notebook;
    }

    /** The catalog; asked for once. */
    FetchedCatalog catalog() throws InterruptedException {
        var known = catalog;
        if (known == null) {
            known = Outcomes.value(client.catalog());
            catalog = known;
        }
        return known;
    }

    Offers offers() throws InterruptedException {
        return new Offers(catalog().catalog());
    }

    /** The offering of an instance, as long as the catalog has it. */
    Optional<ServiceOffering> offering(Notebook.Instance instance) throws InterruptedException {
        return catalog().catalog().offering(instance.serviceId());
    }

    /** The plan of an instance, as long as the catalog has it. */
    Optional<Plan> plan(Notebook.Instance instance) throws InterruptedException {
        return offering(instance).flatMap(offering -> offering.plan(instance.planId()));
    }

    /**
     * The instance that the user means: a name in the notebook, or any id.
     *
     * @param offering of an instance that is not in the notebook; the broker is asked where it is not given
     */
    Notebook.Instance instance(String nameOrId, @Nullable String offering, @Nullable String plan)
            throws InterruptedException {
        var noted = notebook.instance(nameOrId);
        if (noted.isPresent()) {
            return noted.get();
        }
        id(nameOrId);
        if (offering != null && plan != null) {
            var found = offers().offering(offering);
            return unnoted(nameOrId, found.id(), offers().plan(found, plan).id());
        }
        if (client.fetchInstance(FetchInstance.of(nameOrId)) instanceof Outcome.Done<?>(var _, var value)
                && value instanceof FetchedInstance fetched
                && fetched.serviceId().isPresent()
                && fetched.planId().isPresent()) {
            return unnoted(nameOrId, fetched.serviceId().get(), fetched.planId().get());
        }
        throw new CommandFailure(
                ExitCodes.NOT_FOUND,
                "The notebook has no instance \"" + nameOrId + "\", and the broker tells nothing of one with this id. "
                        + "For an instance made elsewhere give --offering and --plan.");
    }

    private static Notebook.Instance unnoted(String id, String serviceId, String planId) {
        return new Notebook.Instance(id, id, serviceId, planId, Optional.empty(), List.of());
    }

    /** The id that the user gives, or a new one. */
    static String id(@Nullable String given) {
        if (given == null) {
            return UUID.randomUUID().toString();
        }
        if (given.isBlank()) {
            throw new CommandFailure(ExitCodes.USAGE, "An id must not be empty.");
        }
        return given;
    }

    /** Where an instance of this name belongs. */
    static PlatformContext context(String instanceName) {
        return new PlatformContext(Json.object().put("platform", PLATFORM).put("instance_name", instanceName));
    }

    void print(JsonNode json) {
        environment.out().println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json));
    }

    void say(String line) {
        environment.out().println(line);
    }

    @Override
    public void close() {
        client.close();
    }
}

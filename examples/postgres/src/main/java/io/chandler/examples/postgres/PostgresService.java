package io.chandler.examples.postgres;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Refusal;
import io.chandler.broker.Service;
import io.chandler.broker.Work;
import io.chandler.broker.parameters.ParameterReader;
import io.chandler.osb.MaintenanceInfo;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Gives out databases of one PostgreSQL server. */
final class PostgresService implements Service, AutoCloseable {

    private final Server server;
    private final Databases databases;
    private final Logins logins;
    private final Map<String, Limits> plans;
    private final Closeable own;

    /**
     * Databases of this server.
     *
     * @param plans what each plan allows, by its name
     * @param own ended with the service: the server, where it is the broker's own
     */
    PostgresService(Server server, Map<String, Limits> plans, Closeable own) {
        this.server = server;
        this.databases = new Databases(server);
        this.logins = new Logins(server);
        this.plans = Map.copyOf(plans);
        this.own = own;
    }

    @Override
    public void provision(Instance instance) {
        var names = Names.of(instance);
        var limits = limits(instance.plan().name(), instance.parameters(DatabaseParameters.class));
        var version = instance.maintenanceInfo().map(MaintenanceInfo::version);
        var steps = new Steps(instance, limits.pause());

        steps.step("create roles", () -> databases.createRoles(names))
                .undo(_ -> databases.dropRoles(names))
                .run();
        steps.step("create database", () -> databases.create(names))
                .undo(_ -> databases.drop(names))
                .run();
        steps.step("restrict access", () -> databases.restrictAccess(names)).run();
        steps.step("set limits", () -> databases.limit(names, limits)).run();
        steps.step("apply maintenance", () -> databases.maintain(names, version))
                .run();
    }

    @Override
    public void update(Instance instance, Before before) {
        var names = Names.of(instance);
        var limits = limits(instance.plan().name(), instance.parameters(DatabaseParameters.class));
        var limitsBefore =
                limits(before.plan().name(), ParameterReader.read(before.parameters(), DatabaseParameters.class));
        var version = instance.maintenanceInfo().map(MaintenanceInfo::version);
        var steps = new Steps(instance, limits.pause());

        steps.step("set limits", () -> databases.limit(names, limits))
                .undo(_ -> databases.limit(names, limitsBefore))
                .run();
        steps.step("apply maintenance", () -> databases.maintain(names, version))
                .undo(_ -> databases.maintain(names, before.maintenanceVersion()))
                .run();
    }

    @Override
    public void deprovision(Instance instance) {
        var names = Names.of(instance);
        var steps = new Steps(instance, pause(instance));

        steps.step("drop database", () -> databases.drop(names)).run();
        steps.step("drop roles", () -> databases.dropRoles(names)).run();
    }

    @Override
    public Credentials bind(Instance instance, Binding binding) {
        var names = Names.of(instance);
        var login = Names.Login.of(instance, binding);
        var wanted = binding.parameters(BindParameters.class);

        var access = binding.step("choose password", () -> Access.choose(wanted, Instant.now()))
                .run();
        new Steps(binding, pause(instance))
                .step("create login", () -> logins.create(names, login, access, wanted.readOnly()))
                .undo(_ -> logins.drop(login))
                .run();
        return credentials(names.database(), login.role(), access);
    }

    @Override
    public void unbind(Instance instance, Binding binding) {
        var names = Names.of(instance);
        var login = Names.Login.of(instance, binding);
        var steps = new Steps(binding, pause(instance));

        steps.step("end sessions", () -> logins.shutOut(login)).run();
        steps.step("hand over what it owns", () -> logins.handOver(names, login))
                .run();
        steps.step("drop login", () -> logins.drop(login)).run();
    }

    private Credentials credentials(String database, String role, Access access) {
        var place = "%s:%d/%s".formatted(server.host(), server.port(), database);
        var credentials = Credentials.of("host", server.host())
                .and("port", server.port())
                .and("database", database)
                .and("username", role)
                .and("password", access.password())
                .and("uri", "postgresql://%s:%s@%s".formatted(role, access.password(), place))
                .and("jdbcUrl", "jdbc:postgresql://%s?user=%s&password=%s".formatted(place, role, access.password()))
                .endpoint(server.host(), server.port());
        credentials = access.expiresAt().map(credentials::expiresAt).orElse(credentials);
        return access.renewBefore().map(credentials::renewBefore).orElse(credentials);
    }

    /** Steps that tell the user what they do. */
    private record Steps(Work work, Duration pause) {
        Work.Step<Void> step(String name, Work.Action body) {
            return work.step(name, () -> {
                work.progress(name);
                Thread.sleep(pause);
                body.run();
            });
        }
    }

    private Limits limits(String plan, DatabaseParameters wanted) {
        var limits = plans.get(plan);
        if (limits == null) {
            throw new Refusal("Plan %s is not set up on this broker; tell its operator.".formatted(plan));
        }
        return limits.narrowedTo(wanted, plan);
    }

    /** Removing works for every plan, even for one that was forgotten. */
    private Duration pause(Instance instance) {
        return Optional.ofNullable(plans.get(instance.plan().name()))
                .map(Limits::pause)
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        own.close();
    }
}

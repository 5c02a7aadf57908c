package io.chandler.broker.documentation;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.InstanceDetails;
import io.chandler.broker.Refusal;
import io.chandler.broker.Service;
import io.chandler.osb.InstanceFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The service of the author's guide. */
final class Queues implements Service {

    private final MessageServer server;

    Queues(MessageServer server) {
        this.server = server;
    }

    /** What the guide's service administers. */
    interface MessageServer {
        String createQueue(String name);

        void dropQueue(String name);

        void allow(String queue, int megabytes);

        int megabytesFree();

        String createUser(String queue, String name);

        void dropUser(String name);

        String address();
    }

    /** What a user may ask of a queue. */
    record QueueParameters(int megabytes) {}

    @Override
    public void provision(Instance instance) {
        var wanted = instance.parameters(QueueParameters.class);
        instance.step("look for space", () -> demandSpace(wanted.megabytes())).run();
        var queue = instance.step("create queue", () -> server.createQueue("queue-" + instance.id()))
                .undo(server::dropQueue)
                .run();
        instance.output("queue", queue);
        instance.progress("The queue is there; reserving its space.");
        instance.step("reserve space", () -> server.allow(queue, wanted.megabytes()))
                .run();
    }

    private void demandSpace(int megabytes) {
        if (megabytes > server.megabytesFree()) {
            throw new Refusal("There is no room for " + megabytes + " MB; ask for less.");
        }
    }

    @Override
    public void update(Instance instance, Before before) {
        var queue = instance.output("queue");
        var megabytes = instance.parameters(QueueParameters.class).megabytes();
        var megabytesBefore = before.parameters().path("megabytes").asInt();
        instance.step("reserve space", () -> server.allow(queue, megabytes))
                .undo(_ -> server.allow(queue, megabytesBefore))
                .run();
    }

    @Override
    public void deprovision(Instance instance) {
        server.dropQueue(instance.output("queue"));
    }

    @Override
    public Credentials bind(Instance instance, Binding binding) {
        var user = "user-" + binding.id();
        var password = binding.step("create user", () -> server.createUser(instance.output("queue"), user))
                .undo(_ -> server.dropUser(user))
                .run();
        return Credentials.of("address", server.address())
                .and("user", user)
                .and("password", password)
                .expiresAt(Instant.now().plus(Duration.ofDays(90)));
    }

    @Override
    public void unbind(Instance instance, Binding binding) {
        server.dropUser("user-" + binding.id());
    }

    @Override
    public InstanceFacts describe(InstanceDetails instance) {
        return new InstanceFacts(
                Optional.of("https://queues.example.com/" + instance.id()), Optional.empty(), Optional.empty());
    }
}

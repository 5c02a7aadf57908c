package io.chandler.acceptance.service;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Refusal;
import io.chandler.broker.Service;
import io.chandler.broker.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service that writes down each step that it takes, and does as the parameters say. Its backend is away while the
 * file {@code backend-away} is in its folder; work waits in its second step while the file {@code gate} is there.
 */
public final class RecordingService implements Service {

    private final Path folder;
    private final Journal journal;
    private final Things things;
    private final String password;

    /**
     * A service in this folder.
     *
     * @param password part of all that is kept and given out
     */
    public RecordingService(Path folder, String password) throws IOException {
        this.folder = folder;
        this.journal = new Journal(folder.resolve("journal"));
        this.things = new Things(Files.createDirectories(folder.resolve("things")));
        this.password = password;
    }

    @Override
    public void provision(Instance instance) throws IOException {
        var script = Script.of(instance.parameters());
        var name = Things.name(instance.id());
        instance.output("token", password);
        new Performance("provision", name, instance, script)
                .perform(() -> create(name, script), () -> things.remove(name));
    }

    private String create(String name, Script script) throws IOException {
        things.put(name, script.value());
        return password + name;
    }

    @Override
    public void update(Instance instance, Before before) throws IOException {
        var script = Script.of(instance.parameters());
        var name = Things.name(instance.id());
        var old = Script.of(before.parameters()).value();
        new Performance("update", name, instance, script)
                .perform(() -> create(name, script), () -> things.put(name, old));
    }

    @Override
    public void deprovision(Instance instance) throws IOException {
        var name = Things.name(instance.id());
        new Performance("deprovision", name, instance, quietly(instance.parameters()))
                .perform(
                        () -> {
                            things.remove(name);
                            return "";
                        },
                        () -> {});
    }

    @Override
    public Credentials bind(Instance instance, Binding binding) throws IOException {
        var name = Things.name(instance.id(), binding.id());
        var script = Script.of(binding.parameters());
        var generated = new Performance("bind", name, binding, script)
                .perform(
                        () -> {
                            var fresh = password + UUID.randomUUID();
                            things.put(name, Things.hash(fresh));
                            return fresh;
                        },
                        () -> things.remove(name));
        binding.output("token", generated);
        return Credentials.of("user", name).and("password", generated);
    }

    @Override
    public void unbind(Instance instance, Binding binding) throws IOException {
        var name = Things.name(instance.id(), binding.id());
        new Performance("unbind", name, binding, quietly(binding.parameters()))
                .perform(
                        () -> {
                            things.remove(name);
                            return "";
                        },
                        () -> {});
    }

    /** Removing takes as long as making, but is not refused. */
    private static Script quietly(ObjectNode parameters) {
        var script = Script.of(parameters);
        return new Script(script.steps(), script.pause(), 0, Optional.empty(), "");
    }

    /** The first step's work. */
    @FunctionalInterface
    private interface First {
        String run() throws IOException;
    }

    private final class Performance {

        private final String method;
        private final String subject;
        private final Work work;
        private final Script script;
        private final String operation;

        Performance(String method, String subject, Work work, Script script) {
            this.method = method;
            this.subject = subject;
            this.work = work;
            this.script = script;
            this.operation = work.requestIdentity().orElse("unnamed").replace(' ', '_');
        }

        String perform(First first, Work.Action undo) throws IOException {
            write(Event.CALL, 0);
            var result = work.step("step 1", () -> body(1, first))
                    .undo(_ -> {
                        undo.run();
                        write(Event.UNDO, 1);
                    })
                    .run();
            write(Event.KEPT, 1);
            if (work.attempt() <= script.failures()) {
                throw new IOException("The script says that attempt " + work.attempt() + " fails");
            }
            for (int i = 2; i <= script.steps(); i++) {
                int step = i;
                work.progress("Step " + step + " of " + script.steps());
                work.step("step " + step, () -> body(step, () -> "done"))
                        .undo(_ -> write(Event.UNDO, step))
                        .run();
                write(Event.KEPT, step);
            }
            script.refusal().ifPresent(sentence -> {
                throw new Refusal(sentence);
            });
            return result;
        }

        private String body(int step, First effect) throws IOException, InterruptedException {
            write(Event.BEGIN, step);
            try {
                var result = done(step, effect);
                write(Event.END, step);
                return result;
            } catch (IOException | InterruptedException e) {
                write(Event.LEFT, step);
                throw e;
            }
        }

        private String done(int step, First effect) throws IOException, InterruptedException {
            if (Files.exists(folder.resolve("backend-away"))) {
                throw new IOException("The backend is away");
            }
            var result = effect.run();
            Thread.sleep(script.pause());
            while (step > 1 && Files.exists(folder.resolve("gate"))) {
                Thread.sleep(10);
            }
            return result;
        }

        private void write(Event event, int step) {
            journal.write(method, event, subject, operation, step);
        }
    }
}

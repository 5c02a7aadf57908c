package io.chandler.examples.postgres;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.broker.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/**
 * A service that writes into a journal what it is about to do and what it has done, and ends the process without any
 * ceremony at each event that the journal has not seen before.
 */
final class Saboteur implements Service {

    static final int HALTED = 137;

    private final Service service;
    private final Path journal;

    Saboteur(Service service, Path journal) {
        this.service = service;
        this.journal = journal;
    }

    private synchronized void event(String text) throws IOException {
        var line = text + "\n";
        boolean isNew = !Files.exists(journal) || !Files.readAllLines(journal).contains(text);
        try (var channel = FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        if (isNew) {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    @Override
    public void provision(Instance instance) throws Exception {
        service.provision(watched(instance, Instance.class, "provision"));
        event("leave provision");
    }

    @Override
    public void update(Instance instance, Before before) throws Exception {
        service.update(watched(instance, Instance.class, "update"), before);
        event("leave update");
    }

    @Override
    public void deprovision(Instance instance) throws Exception {
        service.deprovision(watched(instance, Instance.class, "deprovision"));
        event("leave deprovision");
    }

    @Override
    public Credentials bind(Instance instance, Binding binding) throws Exception {
        var credentials = service.bind(instance, watched(binding, Binding.class, "bind"));
        event("leave bind");
        return credentials;
    }

    @Override
    public void unbind(Instance instance, Binding binding) throws Exception {
        service.unbind(instance, watched(binding, Binding.class, "unbind"));
        event("leave unbind");
    }

    /** The same work, whose steps are written down. */
    private <W extends Work> W watched(W work, Class<W> type, String operation) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (method.getName().equals("step")) {
                        arguments[1] = watched(arguments[1], operation + ": " + arguments[0]);
                    }
                    return invoke(work, method, arguments);
                }));
    }

    private Object watched(Object body, String step) {
        return switch (body) {
            case Work.Action action ->
                (Work.Action) () -> {
                    event("begin " + step);
                    action.run();
                    event("end " + step);
                };
            case Callable<?> callable ->
                (Callable<Object>) () -> {
                    event("begin " + step);
                    var result = callable.call();
                    event("end " + step);
                    return result;
                };
            default -> throw new IllegalStateException("no body of a step: " + body);
        };
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } catch (IllegalAccessException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}

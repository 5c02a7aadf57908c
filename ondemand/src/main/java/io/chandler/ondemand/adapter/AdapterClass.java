package io.chandler.ondemand.adapter;

import io.chandler.adapter.ServiceAdapter;
import io.chandler.adapter.SubcommandHandler;
import io.chandler.ondemand.configuration.ConfigurationException;
import org.jspecify.annotations.Nullable;

/** An adapter that the configuration names by its class. */
final class AdapterClass {

    private AdapterClass() {}

    /** Makes one by the constructor without parameters. */
    static JavaAdapter make(String name) {
        Object adapter;
        try {
            adapter = Class.forName(name).getConstructor().newInstance();
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw wrong(name, "is not on the class path", e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw wrong(name, "must be a public class with a public constructor without parameters", e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw wrong(name, "cannot be made: its constructor failed", e);
        }
        return switch (adapter) {
            case JavaAdapter itself -> itself;
            case SubcommandHandler handler -> ServiceAdapter.of(handler)::run;
            default ->
                throw wrong(
                        name,
                        "must implement one of the interfaces of io.chandler.adapter, such as ManifestGenerator",
                        null);
        };
    }

    private static ConfigurationException wrong(String name, String problem, @Nullable Throwable cause) {
        var exception = new ConfigurationException("service_adapter.path: the class " + name + " " + problem);
        if (cause != null) {
            exception.initCause(cause);
        }
        return exception;
    }
}

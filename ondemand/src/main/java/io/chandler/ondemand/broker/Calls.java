package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.uaa.UaaException;
import java.util.function.Supplier;

/** Calls of neighbours, whose failures are {@link Problem}s. */
final class Calls {

    private Calls() {}

    /** @param prefix what the operator is told was tried */
    static <T> T director(Supplier<T> call, String prefix) {
        try {
            return call.get();
        } catch (DirectorException e) {
            throw Problem.internal(prefix + e.getMessage(), e);
        }
    }

    /** A call before anything is done, after which the user may try again. */
    static void directorFirst(Supplier<?> call, String verb) {
        try {
            var _ = call.get();
        } catch (DirectorException e) {
            throw unavailable(verb, Problem.internal(String.valueOf(e.getMessage()), e));
        }
    }

    static Problem unavailable(String verb, Problem problem) {
        return new Problem(
                Problem.Kind.UNAVAILABLE, Texts.unavailable(verb), problem.forOperator(), problem.getCause());
    }

    static <T> T uaa(Supplier<T> call) {
        try {
            return call.get();
        } catch (UaaException e) {
            throw Problem.internal(String.valueOf(e.getMessage()), e);
        }
    }

    static Runnable quotas(Supplier<Runnable> call) {
        try {
            return call.get();
        } catch (PlatformException e) {
            throw Problem.internal("error counting instances: " + e.getMessage(), e);
        }
    }
}

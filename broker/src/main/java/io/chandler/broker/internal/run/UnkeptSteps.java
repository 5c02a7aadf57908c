package io.chandler.broker.internal.run;

import io.chandler.broker.Work;
import io.chandler.osb.OriginatingIdentity;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Work that removes what a failed creation left: its steps run, but are not kept with the creation. */
record UnkeptSteps(Work work) implements Work {

    @Override
    public <R> Step<R> step(String name, Callable<R> body) {
        return new Step<>() {
            @Override
            public Step<R> undo(Undo<? super R> undo) {
                return this;
            }

            @Override
            public R run() {
                try {
                    return body.call();
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    if (e instanceof InterruptedException) {
                        Thread.currentThread().interrupt();
                    }
                    throw new StepFailed(name, e);
                }
            }
        };
    }

    @Override
    public Step<Void> step(String name, Action body) {
        return step(name, () -> {
            body.run();
            return OperationRun.nothing();
        });
    }

    @Override
    public void progress(String text) {
        // The user sees why the creation failed.
    }

    @Override
    public Instant deadline() {
        return work.deadline();
    }

    @Override
    public int attempt() {
        return work.attempt();
    }

    @Override
    public Optional<OriginatingIdentity> user() {
        return work.user();
    }

    @Override
    public Optional<String> requestIdentity() {
        return work.requestIdentity();
    }
}

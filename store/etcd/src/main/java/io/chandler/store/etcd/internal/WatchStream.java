package io.chandler.store.etcd.internal;

import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One watch. An answer is asked for when the one before was taken, so that a slow reader holds up etcd and fills no memory.
 * For one reader at a time; {@link #close} from any thread.
 */
final class WatchStream implements AutoCloseable {

    private sealed interface Event {
        record Answer(WatchResponse response) implements Event {}

        record End(Status status) implements Event {}
    }

    private final String member;
    private final ClientCall<WatchRequest, WatchResponse> call;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private @Nullable CallException failure;

    WatchStream(
            String member, ClientCall<WatchRequest, WatchResponse> call, Metadata headers, WatchCreateRequest request) {
        this.member = member;
        this.call = call;
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(WatchResponse response) {
                        events.add(new Event.Answer(response));
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        events.add(new Event.End(status));
                    }
                },
                headers);
        call.request(1);
        call.sendMessage(WatchRequest.newBuilder().setCreateRequest(request).build());
    }

    String member() {
        return member;
    }

    /**
     * The next answer.
     *
     * @return empty if none came in time
     * @throws CallException if the watch is over; with {@link CallException.Kind#SESSION} also if the user may not watch
     */
    Optional<WatchResponse> next(Duration wait) throws InterruptedException {
        if (failure != null) {
            throw failure;
        }
        return switch (events.poll(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            case null -> Optional.empty();
            case Event.End(var status) -> throw failed(CallException.of(member, status, true));
            case Event.Answer(var response) -> {
                if (response.getCanceled() && response.getCompactRevision() == 0) {
                    throw failed(canceled(response.getCancelReason()));
                }
                more();
                yield Optional.of(response);
            }
        };
    }

    private void more() {
        try {
            call.request(1);
        } catch (RejectedExecutionException e) {
            throw failed(new CallException(CallException.Kind.TRANSIENT, true, "the store is closed", e));
        }
    }

    private CallException canceled(String reason) {
        var cause = Status.CANCELLED.withDescription(reason).asRuntimeException();
        return reason.contains("permission denied") || reason.contains("auth")
                ? new CallException(
                        CallException.Kind.SESSION,
                        true,
                        "the user may not watch in etcd: its role needs readwrite on all keys with the prefix",
                        cause)
                : new CallException(
                        CallException.Kind.TRANSIENT, true, "etcd at " + member + " ended a watch: " + reason, cause);
    }

    private CallException failed(CallException exception) {
        failure = exception;
        return exception;
    }

    @Override
    public void close() {
        try {
            call.cancel("closed", null);
        } catch (RejectedExecutionException e) {
            // The threads have ended with the store, and the connection with them.
        }
    }
}

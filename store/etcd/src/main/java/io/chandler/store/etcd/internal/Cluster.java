package io.chandler.store.etcd.internal;

import com.google.protobuf.ByteString;
import io.chandler.resources.StoreException;
import io.chandler.store.etcd.EtcdSettings;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Calls of etcd: each with a deadline, at another member where one fails, with the session of the user. Thread-safe. */
final class Cluster implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Cluster.class.getName());
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> LEADER = Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
    private static final int ATTEMPTS_PER_TIMEOUT = 3;

    private final Members members;
    private final Optional<EtcdSettings.User> user;
    private final long timeoutNanos;
    private final Semaphore inFlight;
    private final ReentrantLock login = new ReentrantLock();
    private volatile @Nullable String token;
    private volatile boolean usersIgnored;
    private volatile boolean closed;

    Cluster(EtcdSettings settings) {
        members = new Members(settings);
        user = settings.user();
        timeoutNanos = settings.timeout().toNanos();
        inFlight = new Semaphore(settings.maximumInFlight());
    }

    Duration timeout() {
        return Duration.ofNanos(timeoutNanos);
    }

    /** Reads, again and again until the time is up. */
    RangeResponse read(RangeRequest request) {
        return call(KVGrpc.getRangeMethod(), request, true);
    }

    /** Reads several ranges of one revision, likewise. */
    TxnResponse readAll(TxnRequest request) {
        return call(KVGrpc.getTxnMethod(), request, true);
    }

    /** Writes; where it is not certain that nothing was written, there is no second attempt. */
    TxnResponse write(TxnRequest request) {
        return call(KVGrpc.getTxnMethod(), request, false);
    }

    /** Any call that may be done twice. */
    <Q, R> R repeat(MethodDescriptor<Q, R> method, Q request) {
        return call(method, request, true);
    }

    /** Opens a watch at the member in use. */
    WatchStream watch(WatchCreateRequest request) {
        checkOpen();
        var member = members.current();
        return new WatchStream(
                member.name(),
                member.channel().newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT),
                headers(session()),
                request);
    }

    /** Goes on to the next member after a watch of this one has failed. */
    void leave(String member) {
        if (members.current().name().equals(member)) {
            members.leave(members.current());
        }
    }

    private <Q, R> R call(MethodDescriptor<Q, R> method, Q request, boolean repeatable) {
        long deadline = System.nanoTime() + timeoutNanos;
        enter();
        try {
            int failures = 0;
            CallException reason = null;
            boolean renewed = false;
            while (true) {
                checkOpen();
                var member = members.current();
                String session = null;
                try {
                    session = session();
                    return attempt(member, method, request, session, deadline);
                } catch (CallException e) {
                    if (e.kind() == CallException.Kind.SESSION && user.isPresent() && !renewed) {
                        renewed = true;
                        forget(session);
                        continue;
                    }
                    if (e.isTransient()) {
                        members.leave(member);
                    }
                    boolean hopeless = e.kind() == CallException.Kind.UNTRUSTED && failures + 1 >= members.size();
                    boolean again = e.isTransient()
                            && !hopeless
                            && (repeatable || e.certain())
                            && !Thread.currentThread().isInterrupted();
                    reason = reason == null || !e.isVague() ? e : reason;
                    if (!again || closed || !pause(++failures, deadline)) {
                        throw e.isVague() ? reason : e;
                    }
                }
            }
        } finally {
            inFlight.release();
        }
    }

    private <Q, R> R attempt(
            Members.Member member, MethodDescriptor<Q, R> method, Q request, @Nullable String session, long deadline) {
        var sent = new Sent();
        // The last attempt has at least half of an attempt's time.
        long nanos = Math.clamp(
                deadline - System.nanoTime(),
                timeoutNanos / (2 * ATTEMPTS_PER_TIMEOUT),
                timeoutNanos / ATTEMPTS_PER_TIMEOUT);
        try {
            return ClientCalls.blockingUnaryCall(
                    ClientInterceptors.intercept(
                            member.channel(), MetadataUtils.newAttachHeadersInterceptor(headers(session))),
                    method,
                    CallOptions.DEFAULT
                            .withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)
                            .withStreamTracerFactory(sent),
                    request);
        } catch (StatusRuntimeException e) {
            throw CallException.of(member.name(), e.getStatus(), sent.sent);
        } catch (RejectedExecutionException e) {
            // The threads end while the store is closed.
            throw new CallException(CallException.Kind.TRANSIENT, !sent.sent, "the store is closed", e);
        }
    }

    /** Whether a request was given to a connection. */
    private static final class Sent extends ClientStreamTracer.Factory {
        volatile boolean sent;

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void outboundHeaders() {
                    sent = true;
                }

                @Override
                public void outboundMessage(int number) {
                    sent = true;
                }
            };
        }
    }

    private void enter() {
        try {
            if (!inFlight.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
                throw new StoreException.Unavailable(
                        "too many calls wait for etcd", true, new IllegalStateException("in-flight"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted before etcd was called", true, e);
        }
    }

    /** Waits a little once all members have failed. @return false if the time is up */
    private boolean pause(int failures, long deadline) {
        long nanos = failures < members.size()
                ? 0
                : Math.min(25_000_000L << Math.min(failures - members.size(), 3), 200_000_000);
        if (deadline - System.nanoTime() <= nanos) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Metadata headers(@Nullable String session) {
        var headers = new Metadata();
        headers.put(LEADER, "true");
        if (session != null) {
            headers.put(TOKEN, session);
        }
        return headers;
    }

    /** The token of the user's session, for which he logs in if there is none; null without a user. */
    private @Nullable String session() {
        if (user.isEmpty() || usersIgnored) {
            return null;
        }
        var known = token;
        if (known != null) {
            return known;
        }
        login.lock();
        try {
            if (token == null) {
                token = logIn(user.get());
            }
            return token;
        } finally {
            login.unlock();
        }
    }

    private @Nullable String logIn(EtcdSettings.User user) {
        var request = AuthenticateRequest.newBuilder()
                .setNameBytes(ByteString.copyFromUtf8(user.name()))
                .setPasswordBytes(ByteString.copyFromUtf8(user.password()))
                .build();
        try {
            return attempt(
                            members.current(),
                            AuthGrpc.getAuthenticateMethod(),
                            request,
                            null,
                            System.nanoTime() + timeoutNanos)
                    .getToken();
        } catch (CallException e) {
            if (String.valueOf(e.getMessage()).contains("authentication is not enabled")) {
                LOG.warning("a user is given for etcd, which lets everybody in: authentication is not enabled there");
                usersIgnored = true;
                return null;
            }
            throw e.isTransient() ? new CallException(e.kind(), true, String.valueOf(e.getMessage()), e) : e;
        }
    }

    /** Ends a session that etcd does not know any more. */
    void forget(@Nullable String session) {
        login.lock();
        try {
            usersIgnored = false;
            if (session == null || session.equals(token)) {
                token = null;
            }
        } finally {
            login.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void checkOpen() {
        if (closed) {
            throw closedException();
        }
    }

    static StoreException.Unavailable closedException() {
        return new StoreException.Unavailable("the store is closed", true, new IllegalStateException("closed"));
    }

    /** Ends all calls. */
    @Override
    public void close() {
        closed = true;
        members.close();
    }
}

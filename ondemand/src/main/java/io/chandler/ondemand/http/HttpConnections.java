package io.chandler.ondemand.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one neighbour: re-used, no more than a number of them at once, answers limited in time and size.
 * Redirects are not followed. Methods block and throw {@link HttpFailure}. Thread-safe.
 */
public final class HttpConnections implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(30);
    static final String TOO_LARGE = "body exceeds capacity";
    private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

    static {
        // Less than what servers keep idle connections for, so that a request does not meet one that is being closed.
        if (System.getProperty(KEEP_ALIVE) == null) {
            System.setProperty(KEEP_ALIVE, "15");
        }
    }

    private final HttpClient client;
    private final BareQuery bareQuery;
    private final Settings settings;
    private final Semaphore places;

    /**
     * @param timeout of one attempt, until the last byte of the answer
     * @param attempts how often a request is sent at most, where there is no answer or a gateway's error
     * @param pause between attempts
     * @param connections open at once at most; more requests wait
     * @param largest answer in bytes
     */
    public record Settings(
            Trust trust,
            Proxies proxies,
            Duration timeout,
            int attempts,
            Duration pause,
            int connections,
            long largest) {

        /** One attempt within 30 seconds, 16 connections, answers up to 64 MiB. */
        public static Settings of(Trust trust) {
            return new Settings(trust, Proxies.none(), Duration.ofSeconds(30), 1, Duration.ZERO, 16, 64L << 20);
        }

        public Settings through(Proxies way) {
            return new Settings(trust, way, timeout, attempts, pause, connections, largest);
        }

        public Settings within(Duration time) {
            return new Settings(trust, proxies, time, attempts, pause, connections, largest);
        }

        public Settings attempts(int number, Duration between) {
            return new Settings(trust, proxies, timeout, number, between, connections, largest);
        }
    }

    public HttpConnections(Settings settings) {
        this.settings = settings;
        this.places = new Semaphore(settings.connections(), true);
        var context = settings.trust().context();
        var proxies = settings.proxies();
        this.bareQuery = new BareQuery(
                context, proxies.relayAddress(), proxies.header(), settings.timeout(), settings.largest());
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .sslContext(context)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        builder.proxy(proxies.selector().orElseGet(() -> ProxySelector.of(null)));
        proxies.authenticator().ifPresent(builder::authenticator);
        this.client = builder.build();
    }

    /** Sends a request without authorization. */
    public HttpReply send(HttpCall call) {
        return send(call, Authorization.none());
    }

    /** Sends a request; where its authorization is refused with 401 it is sent once more with a new one, if there is. */
    public HttpReply send(HttpCall call, Authorization authorization) {
        var header = authorization.header();
        var reply = attempt(with(call, header));
        if (reply.status() == 401 && header.isPresent() && authorization.refused(header.get())) {
            return attempt(with(call, authorization.header()));
        }
        return reply;
    }

    private static HttpCall with(HttpCall call, Optional<String> authorization) {
        return authorization.map(value -> call.header("Authorization", value)).orElse(call);
    }

    private HttpReply attempt(HttpCall call) {
        for (int attempt = 1; ; attempt++) {
            try {
                var reply = once(call);
                boolean gateway = call.method().equals("GET") && reply.isOneOf(502, 503, 504);
                if (!gateway || attempt >= settings.attempts()) {
                    return reply;
                }
            } catch (IOException | TimeoutException e) {
                if (attempt >= settings.attempts() || !again(call, e)) {
                    throw Reason.failure(call, e);
                }
            }
            pause(call);
        }
    }

    /** Whether the request cannot have arrived, or does no harm if it arrives twice. */
    private static boolean again(HttpCall call, Exception failure) {
        return failure instanceof ConnectException
                || (call.repeatable() && failure instanceof IOException && !Reason.isOfCertificate(failure));
    }

    private void pause(HttpCall call) {
        try {
            Thread.sleep(settings.pause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(call, e);
        }
    }

    private HttpReply once(HttpCall call) throws IOException, TimeoutException {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(call, e);
        }
        try {
            return BareQuery.isNeeded(call) ? bareExchange(call) : exchange(call);
        } finally {
            places.release();
        }
    }

    private HttpReply bareExchange(HttpCall call) throws IOException {
        try {
            return bareQuery.exchange(call);
        } catch (IOException e) {
            throw failed(call, e);
        }
    }

    private HttpReply exchange(HttpCall call) throws IOException, TimeoutException {
        var request = HttpRequest.newBuilder(call.uri())
                .method(
                        call.method(),
                        call.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
        call.headers().forEach(request::setHeader);
        settings.proxies().header().ifPresent(value -> request.setHeader("Proxy-Authorization", value));
        var body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.largest());
        var answer = client.sendAsync(request.build(), body);
        try {
            return reply(answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw interrupted(call, e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw failed(call, e.getCause());
        }
    }

    private static IOException failed(HttpCall call, @Nullable Throwable cause) {
        if (cause instanceof IOException io) {
            if (String.valueOf(io.getMessage()).contains(TOO_LARGE)) {
                throw new HttpFailure(
                        HttpFailure.Kind.ANSWER, Reason.method(call) + " \"" + call.uri() + "\": answer too large", io);
            }
            return io;
        }
        throw Reason.failure(call, cause == null ? new IOException("no answer") : cause);
    }

    private static HttpReply reply(HttpResponse<byte[]> response) {
        return new HttpReply(response.statusCode(), response.headers(), response.body());
    }

    private static HttpFailure interrupted(HttpCall call, InterruptedException cause) {
        return new HttpFailure(
                HttpFailure.Kind.NETWORK, Reason.method(call) + " \"" + call.uri() + "\": interrupted", cause);
    }

    /** Ends all connections at once. */
    @Override
    public void close() {
        client.shutdownNow();
        settings.proxies().close();
    }
}

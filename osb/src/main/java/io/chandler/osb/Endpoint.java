package io.chandler.osb;

import io.chandler.osb.HttpResponse.Header;
import io.chandler.osb.internal.AnswerWriter;
import io.chandler.osb.internal.CatalogReply;
import io.chandler.osb.internal.Exchange;
import io.chandler.osb.internal.Identities;
import io.chandler.osb.internal.Operation;
import io.chandler.osb.internal.Refused;
import io.chandler.osb.internal.Reply;
import io.chandler.osb.internal.Requests;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Turns an HTTP exchange, whatever the server, into a typed call of a {@link ServiceBroker} and back. Authentication
 * and the prefix of the platform are the server's; every other rule of the specification that needs no state is kept
 * here, in the order version, route, identifiers, body, required members.
 *
 * <p>Every response with a body is a JSON object. A body that is too large is refused with 413, any other malformed
 * request with 400; an exception of the broker becomes 500 with a support id and without its text, or 503 where the
 * request was a poll, because some platforms give up an operation on any other failure. Thread-safe.
 */
public final class Endpoint {

    private static final System.Logger LOG = System.getLogger(Endpoint.class.getName());
    private static final Duration POLL_AGAIN = Duration.ofSeconds(10);

    private final ServiceBroker broker;
    private final EndpointSettings settings;
    private final Requests requests;
    private final AnswerWriter answers;
    private final CatalogReply catalogs = new CatalogReply();
    private final Identities identities = new Identities();

    /** An endpoint in front of the broker. */
    public Endpoint(ServiceBroker broker, EndpointSettings settings) {
        this.broker = broker;
        this.settings = settings;
        requests = new Requests(settings);
        answers = new AnswerWriter(settings.statusForFinishedDelete());
    }

    /**
     * Answers a request; never throws an exception.
     *
     * @param platform as in {@link Caller#platform}
     * @param user as in {@link Caller#user}
     */
    public HttpResponse handle(HttpRequest request, String platform, String user) {
        long start = System.nanoTime();
        var exchange = new Exchange(request, platform, user, settings, identities);
        var reply = reply(exchange);
        var response = reply.response(exchange.requestIdentity());
        try {
            settings.listener().answered(exchange.call(reply, System.nanoTime() - start));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The endpoint's listener failed.", e);
        }
        return response;
    }

    /**
     * A response like the endpoint's own, for what the server refuses before it comes to the endpoint: 401, 413, 429,
     * 431, 503 and the like. It echoes the request identity.
     *
     * @param description a sentence for the user
     * @param headers further headers, such as {@code WWW-Authenticate} or {@code Retry-After}
     */
    public static HttpResponse refusal(HttpRequest request, int status, String description, Header... headers) {
        return Reply.error(status, description, List.of(headers)).response(Reply.requestIdentity(request));
    }

    /** The header {@code Retry-After}, in whole seconds, rounded up. */
    public static Header retryAfter(Duration duration) {
        return AnswerWriter.retryAfter(duration);
    }

    private Reply reply(Exchange exchange) {
        try {
            return dispatch(exchange, version(exchange.request()));
        } catch (Refused refused) {
            var reply = refused.reply();
            return exchange.request().method().equals("HEAD") ? reply.withoutBody() : reply;
        } catch (Throwable thrown) {
            exchange.failed(thrown);
            var supportId =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            var description = "The service broker failed to answer this request; support id " + supportId + ".";
            return exchange.operation().isPoll()
                    ? Reply.failure(503, description, supportId, List.of(retryAfter(POLL_AGAIN)))
                    : Reply.failure(500, description, supportId, List.of());
        }
    }

    private ApiVersion version(HttpRequest request) {
        var values = request.headers().values(ApiVersion.HEADER);
        if (values.isEmpty() || values.getFirst().isBlank()) {
            throw new Refused(
                    settings.statusForMissingVersion(),
                    "The header " + ApiVersion.HEADER + " is missing: it must be 2.x, such as " + ApiVersion.CURRENT
                            + ".");
        }
        var version = ApiVersion.parse(values.getFirst());
        if (version.isEmpty() || version.get().major() != ApiVersion.CURRENT.major()) {
            throw new Refused(
                    412,
                    "The header " + ApiVersion.HEADER + " must be 2.x, such as " + ApiVersion.CURRENT
                            + ": this broker speaks no other version.");
        }
        return version.get();
    }

    private Reply dispatch(Exchange exchange, ApiVersion version) {
        var operation = exchange.operation();
        if (operation == Operation.UNKNOWN_PATH) {
            throw new Refused(404, "The path is not one of the Open Service Broker API.");
        }
        if (operation == Operation.UNKNOWN_METHOD) {
            throw new Refused(
                    405,
                    "The method must be one of " + exchange.allow() + " for this path.",
                    new Header("Allow", exchange.allow()));
        }
        var caller = exchange.caller(version);
        if (operation == Operation.CATALOG) {
            return catalogs.of(exchange.request(), answered(broker.catalog(caller)));
        }
        return answers.write(operation, answered(ask(exchange, caller)));
    }

    private Answer ask(Exchange exchange, Caller caller) {
        return switch (exchange.operation()) {
            case PROVISION -> broker.provision(requests.provision(exchange, caller));
            case UPDATE -> broker.update(requests.update(exchange, caller));
            case DEPROVISION -> broker.deprovision(requests.deprovision(exchange, caller));
            case FETCH_INSTANCE -> broker.fetchInstance(requests.fetchInstance(exchange, caller));
            case LAST_OPERATION -> broker.lastOperation(requests.lastOperation(exchange, caller));
            case BIND -> broker.bind(requests.bind(exchange, caller));
            case UNBIND -> broker.unbind(requests.unbind(exchange, caller));
            case FETCH_BINDING -> broker.fetchBinding(requests.fetchBinding(exchange, caller));
            case LAST_BINDING_OPERATION -> broker.lastBindingOperation(requests.lastBindingOperation(exchange, caller));
            case CATALOG, UNKNOWN_PATH, UNKNOWN_METHOD ->
                throw new IllegalStateException("not a request about an instance or a binding");
        };
    }

    private static <T> T answered(T answer) {
        return Objects.requireNonNull(answer, "the broker returned null instead of an answer");
    }
}

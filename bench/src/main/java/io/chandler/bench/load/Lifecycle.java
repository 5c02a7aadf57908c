package io.chandler.bench.load;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** The life of an instance with one binding, as a platform leads it; credentials that come later are fetched. */
final class Lifecycle implements Script {

    private static final byte[] OPERATION = "\"operation\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final long FIRST_PAUSE = 1_000_000;
    private static final long LONGEST_PAUSE = 64_000_000;

    private enum Stage {
        PROVISION(201),
        BIND(201),
        FETCH(200),
        UNBIND(200),
        DEPROVISION(200);

        final int done;

        Stage(int done) {
            this.done = done;
        }

        Stage next() {
            return switch (this) {
                case PROVISION -> BIND;
                case BIND, FETCH -> UNBIND;
                case UNBIND -> DEPROVISION;
                case DEPROVISION -> PROVISION;
            };
        }
    }

    private final Requests requests;
    private final Template provision;
    private final Template bind;
    private final Template fetch;
    private final Template unbind;
    private final Template deprovision;
    private final long seed;
    private final AtomicLong numbers;

    private Stage stage = Stage.PROVISION;
    private boolean polling;
    private String operation = "";
    private long number;
    private long pause;

    Lifecycle(Requests requests, long seed, AtomicLong numbers) {
        this.requests = requests;
        this.provision = requests.provision();
        this.bind = requests.bind();
        this.fetch = requests.fetchBinding();
        this.unbind = requests.unbind();
        this.deprovision = requests.deprovision();
        this.seed = seed;
        this.numbers = numbers;
    }

    @Override
    public ByteBuffer next() {
        if (stage == Stage.PROVISION && !polling) {
            number = numbers.getAndIncrement();
        }
        return request().fill(seed, number);
    }

    private Template request() {
        if (polling) {
            return stage == Stage.PROVISION || stage == Stage.DEPROVISION
                    ? requests.pollInstance(operation)
                    : requests.pollBinding(operation);
        }
        return switch (stage) {
            case PROVISION -> provision;
            case BIND -> bind;
            case FETCH -> fetch;
            case UNBIND -> unbind;
            case DEPROVISION -> deprovision;
        };
    }

    @Override
    public Progress take(Reply reply) {
        if (polling) {
            if (OperationState.of(reply) == OperationState.IN_PROGRESS) {
                pause = Math.min(2 * pause, LONGEST_PAUSE);
                return Progress.LATER;
            }
            return advance();
        }
        if (reply.status() == 202) {
            polling = true;
            operation = operation(reply);
            pause = FIRST_PAUSE;
            return Progress.LATER;
        }
        if (reply.status() != stage.done) {
            throw new UnexpectedReply(stage + ": expected 202 or " + stage.done + ", got " + reply.describe());
        }
        return advance();
    }

    private Progress advance() {
        stage = polling && stage == Stage.BIND ? Stage.FETCH : stage.next();
        polling = false;
        return stage == Stage.PROVISION ? Progress.DONE : Progress.NEXT;
    }

    @Override
    public long pauseNanos() {
        return pause;
    }

    /** The part of a poll's query that hands the operation's name back. */
    private static String operation(Reply reply) {
        var start = reply.indexOf(OPERATION);
        if (start < 0) {
            return "";
        }
        var text = new StringBuilder();
        for (var at = start + OPERATION.length; reply.at(at) != '"'; at++) {
            text.append((char) reply.at(at));
        }
        return "&operation=" + URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);
    }
}

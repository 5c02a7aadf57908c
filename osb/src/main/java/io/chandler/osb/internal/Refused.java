package io.chandler.osb.internal;

import io.chandler.osb.HttpResponse.Header;
import java.util.List;

/** A request that the endpoint itself refuses; carries no stack trace. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Header> headers;

    /** A refusal with a sentence for the user. */
    public Refused(int status, String description, Header... headers) {
        super(description, null, false, false);
        this.status = status;
        this.headers = List.of(headers);
    }

    /** 400: the request is malformed. */
    public static Refused malformed(String description) {
        return new Refused(400, description);
    }

    /** The refusal as an answer. */
    public Reply reply() {
        return Reply.error(status, String.valueOf(getMessage()), headers);
    }
}

package io.chandler.osb;

/** Hears of every answer of an {@link Endpoint}, for metrics, logs and an audit trail. */
@FunctionalInterface
public interface EndpointListener {

    /**
     * Called once per request on the request's thread, after the answer is made and before it is returned, so it must
     * be quick. Calls come from many threads at once. What it throws is logged and changes nothing.
     */
    void answered(Call call);
}

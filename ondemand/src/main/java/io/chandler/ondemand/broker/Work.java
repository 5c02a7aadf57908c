package io.chandler.ondemand.broker;

import java.util.Optional;

/**
 * A request about an instance while it is carried out.
 *
 * @param id what the operator finds the request by
 * @param verb the operation in texts: {@code create}, {@code bind}, ...
 */
record Work(String id, String instanceId, String verb, OperatorLog operatorLog) {

    static final String PREFIX = "service-instance_";

    void log(String text) {
        operatorLog.line(Optional.of(id), text);
    }

    /** The name of the instance's deployment, and of its BOSH configs. */
    String deployment() {
        return deployment(instanceId);
    }

    static String deployment(String instanceId) {
        return PREFIX + instanceId;
    }

    Work as(String otherVerb) {
        return new Work(id, instanceId, otherVerb, operatorLog);
    }
}

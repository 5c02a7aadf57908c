package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.CloudFoundry.InstanceOperation;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.cloudfoundry.ServiceInstance;

/** Has Cloud Foundry upgrade instances, so that it knows their version of maintenance. */
final class PlatformTrigger implements Trigger {

    private final CloudFoundry platform;

    PlatformTrigger(CloudFoundry platform) {
        this.platform = platform;
    }

    @Override
    public Start start(ServiceInstance instance) throws Problem {
        try {
            return switch (check(instance.id(), platform.upgrade(instance.id()))) {
                case Check.Working _ -> new Start.Accepted(new Running("", 0));
                case Check.Succeeded _ -> new Start.Skipped();
                case Check.Failed _ ->
                    throw new Problem(
                            "failed to trigger operation for instance \"" + instance.id()
                                    + "\": the platform answered that its last operation failed",
                            false);
            };
        } catch (PlatformException e) {
            throw new Problem(
                    "failed to trigger operation for instance \"" + instance.id() + "\": " + e.getMessage(), false);
        }
    }

    @Override
    public boolean knows(Running operation) {
        return operation.data().isEmpty();
    }

    @Override
    public Check check(String instanceId, Running operation) throws Problem {
        try {
            var last = platform.lastOperation(instanceId);
            if (last.isEmpty()) {
                throw new Problem(
                        "failed to check operation for instance \"" + instanceId + "\": it is not there any more",
                        false);
            }
            return check(instanceId, last.get());
        } catch (PlatformException e) {
            throw new Problem(
                    "failed to check operation for instance \"" + instanceId + "\": " + e.getMessage(),
                    e.kind() == PlatformException.Kind.UNREACHABLE);
        }
    }

    private static Check check(String instanceId, InstanceOperation operation) throws Problem {
        return switch (operation.state()) {
            case "succeeded" -> new Check.Succeeded();
            case "in progress", "initial" -> new Check.Working();
            case "failed" -> new Check.Failed("");
            default ->
                throw new Problem(
                        "instance \"" + instanceId + "\" is in a state that is not known: " + operation.state(), false);
        };
    }
}

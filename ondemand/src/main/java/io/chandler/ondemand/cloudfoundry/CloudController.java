package io.chandler.ondemand.cloudfoundry;

import io.chandler.ondemand.cloudfoundry.PlatformException.Kind;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cloud Controller by the version of its API that it has: 2 where it is still there, 3 otherwise. The first request
 * tells; a platform with version 2 gets no request more.
 */
public final class CloudController implements CloudFoundry {

    private final CloudFoundry v2;
    private final CloudFoundry v3;
    private volatile @Nullable CloudFoundry settled;

    private CloudController(CloudFoundry v2, CloudFoundry v3) {
        this.v2 = v2;
        this.v3 = v3;
    }

    /** What is asked of the platform. */
    public enum Requests {
        /** What has to be known. */
        NEEDED,
        /** What the original asks for: to count instances, the first hundred of them as well. */
        ORIGINAL
    }

    /** A client that asks for what is needed; see the other method. */
    public static CloudFoundry connect(
            Configuration.CloudFoundry section,
            String offeringId,
            boolean verification,
            Map<String, String> environment,
            Consumer<String> log) {
        return connect(section, offeringId, verification, environment, Requests.NEEDED, log);
    }

    /**
     * A client that asks nothing yet.
     *
     * @param section {@code cf} of the configuration
     * @param offeringId the offering whose instances are listed; empty where none are
     * @param verification whether certificates are verified
     * @param environment for {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}
     * @param log takes a line for each request, without secrets
     * @throws io.chandler.ondemand.configuration.ConfigurationException if the certificate or a proxy is unusable
     */
    public static CloudFoundry connect(
            Configuration.CloudFoundry section,
            String offeringId,
            boolean verification,
            Map<String, String> environment,
            Requests requests,
            Consumer<String> log) {
        var connection = new PlatformConnection(section, verification, environment, log);
        var v2 = new CloudControllerV2(connection, offeringId, requests);
        var v3 = new CloudControllerV3(connection, offeringId);
        return section.apiVersion()
                .<CloudFoundry>map(version -> version == ApiVersion.V2 ? v2 : v3)
                .orElseGet(() -> new CloudController(v2, v3));
    }

    /** A question whose answer tells whether version 2 is there. */
    private <T> T ask(Function<CloudFoundry, T> question) {
        var known = settled;
        if (known != null) {
            return question.apply(known);
        }
        try {
            var answer = question.apply(v2);
            settled = v2;
            return answer;
        } catch (PlatformException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            var found = settle();
            if (found.equals(v2)) {
                throw e;
            }
            return question.apply(found);
        }
    }

    /** The version that is there, asked for where no answer could tell. */
    private CloudFoundry settle() {
        var known = settled;
        if (known == null) {
            known = v2;
            try {
                v2.version();
            } catch (PlatformException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
                known = v3;
            }
            settled = known;
        }
        return known;
    }

    @Override
    public PlatformVersion version() {
        return ask(CloudFoundry::version);
    }

    @Override
    public Optional<Map<String, Integer>> instanceCounts(String offeringId) {
        return ask(api -> api.instanceCounts(offeringId));
    }

    @Override
    public Optional<List<OfferedPlan>> plans(String offeringId) {
        return ask(api -> api.plans(offeringId));
    }

    @Override
    public List<ServiceInstance> instances(Map<String, String> filters) {
        return ask(api -> api.instances(filters));
    }

    @Override
    public Optional<InstanceOperation> lastOperation(String instanceId) {
        return settle().lastOperation(instanceId);
    }

    @Override
    public InstanceOperation upgrade(String instanceId) {
        return ask(api -> api.upgrade(instanceId));
    }

    @Override
    public void deleteInstance(String instanceId) {
        settle().deleteInstance(instanceId);
    }

    @Override
    public List<Binding> bindings(String instanceId) {
        return ask(api -> api.bindings(instanceId));
    }

    @Override
    public List<Binding> keys(String instanceId) {
        return ask(api -> api.keys(instanceId));
    }

    @Override
    public void deleteBinding(Binding binding) {
        settle().deleteBinding(binding);
    }

    @Override
    public Optional<String> brokerId(String name) {
        return ask(api -> api.brokerId(name));
    }

    @Override
    public void registerBroker(BrokerRegistration registration) {
        ask(api -> {
            api.registerBroker(registration);
            return registration;
        });
    }

    @Override
    public void deregisterBroker(String brokerId) {
        settle().deregisterBroker(brokerId);
    }

    @Override
    public void setPlanAccess(String offeringId, String planName, PlanAccess access) {
        ask(api -> {
            api.setPlanAccess(offeringId, planName, access);
            return access;
        });
    }

    @Override
    public void disableAllPlans(String offeringId) {
        ask(api -> {
            api.disableAllPlans(offeringId);
            return offeringId;
        });
    }
}

package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.Authority;
import io.chandler.testkit.Faults;
import io.chandler.testkit.Request;
import io.chandler.testkit.Simulator;
import io.chandler.testkit.internal.Credentials;
import io.chandler.testkit.internal.Listener;
import io.chandler.testkit.internal.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The service instances API, which other platforms than Cloud Foundry offer to list the instances of a broker. A
 * parameter of the query is a filter on the member of that name, {@code space_guid} for instance.
 */
public final class ServiceInstancesApiSimulator implements Simulator {

    private final List<Listed> instances = new CopyOnWriteArrayList<>();
    private final String username;
    private final String password;
    private final Listener listener;

    private record Listed(String id, String planId, Optional<String> spaceGuid) {
        Map<String, String> json() {
            var json = new LinkedHashMap<String, String>();
            json.put("service_instance_id", id);
            json.put("plan_id", planId);
            spaceGuid.ifPresent(guid -> json.put("space_guid", guid));
            return json;
        }
    }

    private ServiceInstancesApiSimulator(int port, String username, String password) {
        this.username = username;
        this.password = password;
        listener = Listener.start(port, Optional.of(Authority.ofProcess()), this::answer);
    }

    /**
     * Starts one.
     *
     * @param port 0 for any
     */
    public static ServiceInstancesApiSimulator start(int port, String username, String password) {
        return new ServiceInstancesApiSimulator(port, username, password);
    }

    /** Lists an instance without a space. */
    public void add(String instanceId, String planId) {
        instances.add(new Listed(instanceId, planId, Optional.empty()));
    }

    /** Lists an instance in a space. */
    public void add(String instanceId, String planId, String spaceGuid) {
        instances.add(new Listed(instanceId, planId, Optional.of(spaceGuid)));
    }

    /** Lists an instance no more; whether it was there. */
    public boolean remove(String instanceId) {
        return instances.removeIf(instance -> instance.id().equals(instanceId));
    }

    private Response answer(Request request) {
        if (!request.method().equals("GET")) {
            return Response.json(405, Map.of("description", "only GET"));
        }
        if (!Credentials.basic(request)
                .map(given -> given.are(username, password))
                .orElse(false)) {
            return Response.json(401, Map.of("description", "Not Authorized"));
        }
        return Response.json(
                200,
                instances.stream()
                        .map(Listed::json)
                        .filter(json -> request.parameterNames().stream()
                                .allMatch(name -> request.parameter(name).equals(Optional.ofNullable(json.get(name)))))
                        .toList());
    }

    @Override
    public URI url() {
        return listener.url();
    }

    @Override
    public Authority authority() {
        return Authority.ofProcess();
    }

    @Override
    public List<Request> requests() {
        return listener.requests();
    }

    @Override
    public void forgetRequests() {
        listener.forgetRequests();
    }

    @Override
    public Faults faults() {
        return listener.faults();
    }

    @Override
    public void close() {
        listener.close();
    }
}

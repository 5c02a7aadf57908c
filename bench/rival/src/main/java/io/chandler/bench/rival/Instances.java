package io.chandler.bench.rival;

import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cloud.servicebroker.exception.ServiceInstanceDoesNotExistException;
import org.springframework.cloud.servicebroker.model.instance.CreateServiceInstanceRequest;
import org.springframework.cloud.servicebroker.model.instance.CreateServiceInstanceResponse;
import org.springframework.cloud.servicebroker.model.instance.DeleteServiceInstanceRequest;
import org.springframework.cloud.servicebroker.model.instance.DeleteServiceInstanceResponse;
import org.springframework.cloud.servicebroker.model.instance.GetLastServiceOperationRequest;
import org.springframework.cloud.servicebroker.model.instance.GetLastServiceOperationResponse;
import org.springframework.cloud.servicebroker.model.instance.OperationState;
import org.springframework.cloud.servicebroker.service.ServiceInstanceService;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Instances in memory; every operation is accepted as asynchronous and has succeeded when it is asked for. */
@Component
class Instances implements ServiceInstanceService {

    private final ConcurrentHashMap<String, String> plans = new ConcurrentHashMap<>();

    boolean exists(String id) {
        return plans.containsKey(id);
    }

    @Override
    public Mono<CreateServiceInstanceResponse> createServiceInstance(CreateServiceInstanceRequest request) {
        var existed = plans.putIfAbsent(request.getServiceInstanceId(), request.getPlanId()) != null;
        return Mono.just(CreateServiceInstanceResponse.builder()
                .async(!existed)
                .instanceExisted(existed)
                .operation("provision")
                .build());
    }

    @Override
    public Mono<GetLastServiceOperationResponse> getLastOperation(GetLastServiceOperationRequest request) {
        return Mono.just(GetLastServiceOperationResponse.builder()
                .operationState(OperationState.SUCCEEDED)
                .build());
    }

    @Override
    public Mono<DeleteServiceInstanceResponse> deleteServiceInstance(DeleteServiceInstanceRequest request) {
        if (plans.remove(request.getServiceInstanceId()) == null) {
            return Mono.error(new ServiceInstanceDoesNotExistException(request.getServiceInstanceId()));
        }
        return Mono.just(DeleteServiceInstanceResponse.builder()
                .async(true)
                .operation("deprovision")
                .build());
    }
}

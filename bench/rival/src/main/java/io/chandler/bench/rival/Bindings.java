package io.chandler.bench.rival;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cloud.servicebroker.exception.ServiceInstanceBindingDoesNotExistException;
import org.springframework.cloud.servicebroker.exception.ServiceInstanceDoesNotExistException;
import org.springframework.cloud.servicebroker.model.binding.CreateServiceInstanceAppBindingResponse;
import org.springframework.cloud.servicebroker.model.binding.CreateServiceInstanceBindingRequest;
import org.springframework.cloud.servicebroker.model.binding.CreateServiceInstanceBindingResponse;
import org.springframework.cloud.servicebroker.model.binding.DeleteServiceInstanceBindingRequest;
import org.springframework.cloud.servicebroker.model.binding.DeleteServiceInstanceBindingResponse;
import org.springframework.cloud.servicebroker.service.ServiceInstanceBindingService;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Bindings in memory, made and removed at once. */
@Component
class Bindings implements ServiceInstanceBindingService {

    private final ConcurrentHashMap<String, String> instances = new ConcurrentHashMap<>();
    private final Instances known;

    Bindings(Instances known) {
        this.known = known;
    }

    @Override
    public Mono<CreateServiceInstanceBindingResponse> createServiceInstanceBinding(
            CreateServiceInstanceBindingRequest request) {
        if (!known.exists(request.getServiceInstanceId())) {
            return Mono.error(new ServiceInstanceDoesNotExistException(request.getServiceInstanceId()));
        }
        var existed = instances.putIfAbsent(request.getBindingId(), request.getServiceInstanceId()) != null;
        return Mono.just(CreateServiceInstanceAppBindingResponse.builder()
                .bindingExisted(existed)
                .credentials(Map.of("uri", "noop://" + request.getServiceInstanceId(), "password", "not-a-secret"))
                .build());
    }

    @Override
    public Mono<DeleteServiceInstanceBindingResponse> deleteServiceInstanceBinding(
            DeleteServiceInstanceBindingRequest request) {
        if (instances.remove(request.getBindingId()) == null) {
            return Mono.error(new ServiceInstanceBindingDoesNotExistException(request.getBindingId()));
        }
        return Mono.just(DeleteServiceInstanceBindingResponse.builder().build());
    }
}

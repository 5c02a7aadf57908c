package io.chandler.examples.redis;

import io.chandler.adapter.Binder;
import io.chandler.adapter.Binding;
import io.chandler.adapter.BindingRequest;
import io.chandler.adapter.Secrets;
import java.util.LinkedHashMap;
import java.util.List;

/** Gives each app the address and the password. All have the same, so there is nothing to take back. */
final class RedisBinder implements Binder {

    @Override
    public Binding createBinding(BindingRequest request) {
        var properties = Settings.properties(request.manifest());
        var password = Secrets.resolve(properties.requireText("password"), request.secrets());
        var host = host(request);
        var credentials = new LinkedHashMap<String, Object>();
        credentials.put("host", host);
        credentials.put("port", RedisManifest.PORT);
        credentials.put("password", password);
        credentials.put("uri", "redis://:" + password + "@" + host + ":" + RedisManifest.PORT);
        return new Binding(credentials);
    }

    /** The name in DNS that the plan's {@code binding_with_dns} asks for, else the first address. */
    private static String host(BindingRequest request) {
        var name = request.dnsAddresses().get(RedisManifest.GROUP);
        if (name != null) {
            return name;
        }
        return request.boshVms().getOrDefault(RedisManifest.GROUP, List.of()).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the deployment has no VM of the instance group " + RedisManifest.GROUP));
    }

    @Override
    public void deleteBinding(BindingRequest request) {
        // nothing was made for one app alone
    }
}

package io.chandler.examples.redis;

import io.chandler.adapter.DashboardUrlGenerator;
import io.chandler.adapter.DashboardUrlRequest;
import io.chandler.adapter.NotImplementedException;
import io.chandler.adapter.ServiceAdapter;

/** The service adapter for Redis: the program that the on-demand broker calls. */
public final class RedisAdapter {

    private RedisAdapter() {}

    /** Answers one call and ends the process. */
    public static void main(String... arguments) {
        adapter(Configuration.load()).main(arguments);
    }

    /** The adapter, made of its parts. */
    static ServiceAdapter adapter(Configuration configuration) {
        return ServiceAdapter.of(new RedisManifest(), new RedisBinder(), new RedisSchemas(), dashboard(configuration));
    }

    /** Only where the operator has a dashboard; without it the broker is told that there is none. */
    private static DashboardUrlGenerator dashboard(Configuration configuration) {
        return (DashboardUrlRequest request) -> configuration
                .dashboardUrl()
                .map(url -> url + "/instances/" + request.instanceId())
                .orElseThrow(() -> new NotImplementedException("dashboard_url is not configured"));
    }
}

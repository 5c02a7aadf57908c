package io.chandler.osb;

import java.util.Optional;

/**
 * Who asks, and how: what each request says about itself besides its subject.
 *
 * @param platform the platform's name in this broker (its path prefix without slashes), empty for the only platform;
 *     objects of one platform are invisible to every other
 * @param user the authenticated user name, empty where the broker was started without authentication
 * @param version the version of the API that the platform speaks
 * @param originatingIdentity the user who caused the request, where the platform says so
 * @param requestIdentity the platform's name for this request ({@code X-Broker-API-Request-Identity})
 */
public record Caller(
        String platform,
        String user,
        ApiVersion version,
        Optional<OriginatingIdentity> originatingIdentity,
        Optional<String> requestIdentity) {}

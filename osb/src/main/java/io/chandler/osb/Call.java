package io.chandler.osb;

import java.util.Optional;

/**
 * A request and how it was answered. It holds no credentials, no parameters and no text of an exception.
 *
 * @param name {@code catalog}, {@code provision}, {@code update}, {@code deprovision}, {@code fetch_instance},
 *     {@code last_operation}, {@code bind}, {@code unbind}, {@code fetch_binding}, {@code last_binding_operation}, or
 *     {@code none} where path or method are not of the API
 * @param platform as in {@link Caller}
 * @param user as in {@link Caller}
 * @param serviceId as the platform sent it, so of any content
 * @param planId as the platform sent it, so of any content
 * @param instanceId decoded
 * @param bindingId decoded
 * @param originatingIdentity the user who caused the request, where the platform says so
 * @param requestIdentity the platform's name for the request
 * @param status the status code of the response
 * @param errorCode such as {@code ConcurrencyError}
 * @param description what the platform was told of a refusal or failure
 * @param supportId what the user was told to ask for
 * @param remark what was wrong with the request although it was accepted
 * @param nanos how long the answer took, in nanoseconds
 * @param cause what the broker threw
 */
public record Call(
        String name,
        String platform,
        String user,
        Optional<String> serviceId,
        Optional<String> planId,
        Optional<String> instanceId,
        Optional<String> bindingId,
        Optional<OriginatingIdentity> originatingIdentity,
        Optional<String> requestIdentity,
        int status,
        Optional<String> errorCode,
        Optional<String> description,
        Optional<String> supportId,
        Optional<String> remark,
        long nanos,
        Optional<Throwable> cause) {}

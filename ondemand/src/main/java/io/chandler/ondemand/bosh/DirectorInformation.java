package io.chandler.ondemand.bosh;

import java.util.Optional;

/**
 * What the director says of itself.
 *
 * @param user whom the request was authenticated as
 * @param uaaUrl present if it authenticates with UAA
 */
public record DirectorInformation(String version, Optional<String> user, Optional<String> uaaUrl) {}

package io.chandler.osb;

import java.util.Optional;

/** The OAuth client of a dashboard (Cloud Foundry extension). {@code toString} never prints the secret. */
public record DashboardClient(String id, String secret, Optional<String> redirectUri) {

    @Override
    public String toString() {
        return "DashboardClient[id=" + id + ", redirectUri=" + redirectUri + "]";
    }
}

package io.chandler.ondemand.commands;

import io.chandler.ondemand.commands.ErrandFile.Malformed;
import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import io.chandler.ondemand.configuration.Configuration.CloudFoundry;
import io.chandler.ondemand.configuration.Configuration.CloudFoundryUaa;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import java.util.Optional;

/** The section of an errand's file that says how Cloud Controller is reached. */
final class PlatformSection {

    private PlatformSection() {}

    /** The section; empty where it names no URL. */
    static Optional<CloudFoundry> find(ErrandFile file, String section) throws Malformed {
        var url = file.text(section + ".url");
        return url.isEmpty() ? Optional.empty() : Optional.of(read(file, section));
    }

    /**
     * The section.
     *
     * @throws Failure if it cannot be used
     */
    static CloudFoundry demand(ErrandFile file, String section) throws Malformed {
        if (file.text(section + ".url").isEmpty()) {
            throw new Failure("Error creating Cloud Foundry client: " + section + ".url must not be empty");
        }
        return read(file, section);
    }

    private static CloudFoundry read(ErrandFile file, String section) throws Malformed {
        var uaa = section + ".uaa";
        var user = credentials(file, uaa + ".authentication.user_credentials", "username", "password");
        var client = credentials(file, uaa + ".authentication.client_credentials", "client_id", "client_secret");
        if (user.isEmpty() && client.isEmpty()) {
            throw new Failure("Error creating CF authorization header builder: " + uaa
                    + ".authentication must have user_credentials or client_credentials");
        }
        UaaAuthentication authentication = user.isPresent()
                ? new UaaAuthentication.User(user.get())
                : new UaaAuthentication.Client(client.orElseThrow());
        return new CloudFoundry(
                file.text(section + ".url"),
                file.optional(section + ".root_ca_cert"),
                file.on(section + ".disable_ssl_cert_verification"),
                version(file, section + ".api_version"),
                new CloudFoundryUaa(file.text(uaa + ".url"), authentication, Optional.empty()));
    }

    private static Optional<ApiVersion> version(ErrandFile file, String key) throws Malformed {
        return switch (file.text(key)) {
            case "" -> Optional.empty();
            case "v2" -> Optional.of(ApiVersion.V2);
            case "v3" -> Optional.of(ApiVersion.V3);
            default -> throw new Failure(key + " must be v2 or v3");
        };
    }

    private static Optional<Credentials> credentials(ErrandFile file, String section, String name, String secret)
            throws Malformed {
        var found = new Credentials(file.text(section + "." + name), file.text(section + "." + secret));
        return found.name().isEmpty() || found.secret().isEmpty() ? Optional.empty() : Optional.of(found);
    }
}

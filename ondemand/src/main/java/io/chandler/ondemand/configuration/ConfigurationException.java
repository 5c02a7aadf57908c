package io.chandler.ondemand.configuration;

/** A configuration file that cannot be used. The message holds no secret. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}

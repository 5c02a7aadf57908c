package io.chandler.server;

import io.chandler.broker.secrets.Keyring;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.Keys;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.List;

/** Finds the keys that seal credentials, or makes them for a store that is new. */
final class KeyringOpening {

    private static final System.Logger LOG = System.getLogger(KeyringOpening.class.getName());

    private KeyringOpening() {}

    /**
     * Opens the keyring.
     *
     * @param newStore whether keys may be made, as nothing is sealed yet and no other replica will seal
     * @throws ConfigurationException if the keys are missing
     */
    static Keyring open(Configuration configuration, boolean newStore) {
        var given = configuration.find(Keys.ENCRYPTION_KEYS);
        if (given.isPresent()) {
            return Keyring.parse(given.get());
        }
        var file = configuration
                .find(Keys.ENCRYPTION_KEYS_FILE)
                .orElseGet(() -> configuration.get(Keys.DATA_FOLDER).resolve("keys"));
        if (Files.exists(file)) {
            return Keyring.read(file);
        }
        if (!newStore) {
            throw new ConfigurationException(
                    "The configuration",
                    List.of("encryption.keys-file must name the keys of the store, or encryption.keys hold them: "
                            + file
                            + " does not exist, but the store is there or shared with other replicas, and what is"
                            + " sealed in it would be lost"));
        }
        var keyring = Keyring.generate(file);
        LOG.log(
                Level.INFO,
                "Made the encryption keys " + file + ". Keep a copy of the file apart from the store's backups: without"
                        + " it nothing that is sealed can be read.");
        return keyring;
    }
}

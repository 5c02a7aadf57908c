package io.chandler.cli.ondemand;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A name for what decides how the broker's deployments look: its configuration file and its adapter. It is another one
 * as soon as one of both changes, and tells nothing of their content.
 */
final class ConfigurationName {

    private static final int LETTERS = 16;

    private ConfigurationName() {}

    static String of(Path configuration, Path adapter) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(configuration));
            if (Files.exists(adapter)) {
                var adapterState = Files.size(adapter) + " " + Files.getLastModifiedTime(adapter);
                digest.update(adapterState.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, LETTERS);
        } catch (IOException e) {
            // A name that no other run has.
            return Long.toHexString(System.nanoTime());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package io.chandler.examples.postgres;

import io.chandler.broker.Binding;
import io.chandler.broker.InstanceDetails;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What an instance is called on the server. The names follow from the ids, so that every run of a method finds what an
 * earlier one made. Ids are opaque text of any length; a name is short, plain and unlike any other.
 *
 * @param owner the role that owns the database and all that is in it; nobody logs in as it
 * @param reader the role that may read what is in it; nobody logs in as it
 * @param lock the number of the lock under which the server works on the instance
 */
record Names(String database, String owner, String reader, long lock) {

    private static final int HASH_BYTES = 16;

    static Names of(InstanceDetails instance) {
        return of(instance.platform(), instance.id());
    }

    static Names of(String platform, String instanceId) {
        var hash = hash(platform, instanceId);
        var stem = "sb_" + HexFormat.of().formatHex(hash);
        return new Names(
                stem, stem + "_owner", stem + "_reader", ByteBuffer.wrap(hash).getLong());
    }

    /**
     * What a binding is called.
     *
     * @param role the role that logs in
     */
    record Login(String role, long lock) {

        /** How the names of such roles begin and end. */
        static final String PATTERN = "^sb_[0-9a-f]{32}_login$";

        static Login of(InstanceDetails instance, Binding binding) {
            return of(instance.platform(), instance.id(), binding.id());
        }

        static Login of(String platform, String instanceId, String bindingId) {
            var hash = hash(platform, instanceId, bindingId);
            return new Login(
                    "sb_" + HexFormat.of().formatHex(hash) + "_login",
                    ByteBuffer.wrap(hash).getLong());
        }
    }

    /** Each part is preceded by its length, so that no two lists of parts look the same. */
    private static byte[] hash(String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                var bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            return Arrays.copyOf(digest.digest(), HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.chandler.broker.secrets;

/** A sealed text cannot be opened. No message holds any part of what is sealed, nor of a key. */
public abstract sealed class SealException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private SealException(String message) {
        super(message);
    }

    /** The text was sealed with a key that the keyring lacks. */
    public static final class UnknownKey extends SealException {

        private static final long serialVersionUID = 1L;

        private final String keyId;

        /** The key with this id is missing. */
        public UnknownKey(String keyId) {
            super("the text was sealed with the key '" + keyId + "', which is not in the keyring; add that key");
            this.keyId = keyId;
        }

        /** The id of the missing key. */
        public String keyId() {
            return keyId;
        }
    }

    /** The keyring's key of that id is not the one that sealed the text, or the text was changed. */
    public static final class WrongKey extends SealException {

        private static final long serialVersionUID = 1L;

        /** The key with this id does not fit. */
        public WrongKey(String keyId) {
            super("the key '" + keyId
                    + "' does not fit the sealed text: another key had this id, or the text was changed");
        }
    }

    /** The text was changed, or it was sealed for another context. */
    public static final class Changed extends SealException {

        private static final long serialVersionUID = 1L;

        /** Changed or moved. */
        public Changed() {
            super("the sealed text was changed, or it was sealed for another place than the one it was found in");
        }
    }

    /** The text is no sealed text. */
    public static final class Malformed extends SealException {

        private static final long serialVersionUID = 1L;

        /** Not a sealed text. */
        public Malformed() {
            super("the text is not a sealed text of a known version");
        }
    }
}

package io.chandler.adapter.document;

/** A document is not JSON or YAML, or a value in it is not what its reader needs. The message holds no value. */
public final class DocumentException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public DocumentException(String message) {
        super(message);
    }
}

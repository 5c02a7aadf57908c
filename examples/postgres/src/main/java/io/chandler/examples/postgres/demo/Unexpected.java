package io.chandler.examples.postgres.demo;

/** A stage did not do what it should. */
final class Unexpected extends Exception {

    private static final long serialVersionUID = 1L;

    Unexpected(String expected, String found) {
        super("expected " + expected + ", but " + found);
    }
}

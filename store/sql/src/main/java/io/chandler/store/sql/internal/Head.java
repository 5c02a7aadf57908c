package io.chandler.store.sql.internal;

/** The newest row of a key, without its value. */
record Head(String key, long revision, boolean removed, String tag) {

    static Head of(Row row) {
        return new Head(row.key(), row.revision(), row.removed(), row.tag());
    }
}

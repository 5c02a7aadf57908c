package io.chandler.store.sql.internal;

import java.sql.SQLException;

/**
 * Deletes history that nobody may ask for any more, in slices. A row goes when the row that superseded it is behind the
 * horizon, a removal when it is behind the horizon itself.
 */
final class Deletion {

    private Deletion() {}

    /**
     * Deletes what a number of changes superseded, within a transaction.
     *
     * @param horizon the index must know of all changes up to it
     * @return where history begins once the transaction is committed; then to be told to {@link Compaction#advance}
     */
    static long slice(Session session, History history, long reached, long horizon, int changes) throws SQLException {
        var links = session.links(reached, horizon, changes);
        long end = links.size() < changes ? horizon : links.getLast().revision();
        history.expire(end);
        for (var link : links) {
            if (link.previous() != 0) {
                session.dropRow(link.previous());
            }
            if (link.removed()) {
                session.dropRow(link.revision());
            }
        }
        session.setOldest(end);
        return end;
    }
}

package io.chandler.server.internal.http;

import java.util.ArrayList;
import java.util.List;

/** Bytes that are collected to be sent at once. Pieces are kept as they came, so that many packets can share one. */
final class Packet {

    private final List<byte[]> pieces = new ArrayList<>();
    private int size;

    /** Adds a piece, which is not to be modified from now on. */
    void add(byte[] piece) {
        pieces.add(piece);
        size += piece.length;
    }

    int size() {
        return size;
    }

    /** All that was added; the packet is empty then. */
    byte[] take() {
        var all = new byte[size];
        int at = 0;
        for (var piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        pieces.clear();
        size = 0;
        return all;
    }
}

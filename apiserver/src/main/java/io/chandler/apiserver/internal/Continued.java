package io.chandler.apiserver.internal;

import java.util.OptionalLong;

/**
 * What a list that is not over goes on with.
 *
 * @param remaining how many objects follow, about; empty where that is not known
 * @param rest the token of those who keep the objects
 */
record Continued(OptionalLong remaining, String rest) {

    private static final char MARK = '.';

    /** The parts of a token that a client gives back; what is no token of ours is left to those who keep the objects. */
    static Continued of(String token) {
        int mark = token.indexOf(MARK);
        if (mark > 0 && mark <= 18 && token.chars().limit(mark).allMatch(digit -> digit >= '0' && digit <= '9')) {
            return new Continued(OptionalLong.of(Long.parseLong(token.substring(0, mark))), token.substring(mark + 1));
        }
        return new Continued(OptionalLong.empty(), token);
    }

    /** The token for the client. */
    String token() {
        return remaining.isPresent() ? remaining.getAsLong() + String.valueOf(MARK) + rest : rest;
    }
}

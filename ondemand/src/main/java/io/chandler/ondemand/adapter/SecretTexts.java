package io.chandler.ondemand.adapter;

import java.util.ArrayList;
import java.util.List;

/** Secrets that an adapter was given, so that its words do not carry them into a log. Confined to its thread. */
final class SecretTexts {

    /** Shorter texts are too likely to be a part of an innocent word. */
    private static final int SHORTEST = 4;

    private final List<String> texts = new ArrayList<>();

    void add(String text) {
        if (text.length() >= SHORTEST) {
            texts.add(text);
        }
    }

    String hide(String text) {
        var hidden = text;
        for (var secret : texts) {
            hidden = hidden.replace(secret, "<redacted>");
        }
        return hidden;
    }
}

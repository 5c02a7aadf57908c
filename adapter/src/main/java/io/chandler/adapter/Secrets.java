package io.chandler.adapter;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** References in manifests, and what they stand for. */
public final class Secrets {

    /** What begins the references to secrets that an adapter hands over with its manifest. */
    public static final String PREFIX = "odb_secret";

    private static final Pattern REFERENCE = Pattern.compile("\\(\\(.*?\\)\\)");

    private Secrets() {}

    /** What stands in the manifest for a secret of this name: {@code ((odb_secret:name))}. */
    public static String placeholder(String name) {
        return reference(PREFIX + ":" + name);
    }

    /** What stands in the manifest for a variable or a part of it: {@code ((name))}, {@code ((certificate.ca))}. */
    public static String reference(String name) {
        return "((" + name + "))";
    }

    /**
     * The text with the values of all its references.
     *
     * @param secrets values by the exact texts of the references
     * @throws AdapterException naming a reference without a value
     */
    public static String resolve(String text, Map<String, String> secrets) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            var value = secrets.get(match.group());
            if (value == null) {
                throw new AdapterException("there is no value for " + match.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }
}

package io.chandler.store.kubernetes.internal;

import io.chandler.resources.Ref;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.Selector.Requirement;
import io.chandler.resources.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is asked for, as a label selector of the cluster.
 *
 * @param labels the selector; empty text for everything
 * @param scope tells what of the answer is meant, where labels do not tell all
 */
record Questions(String labels, Scope scope) {

    static Questions of(Scope scope, Selector selector) {
        var parts = new ArrayList<String>();
        switch (scope) {
            case Scope.All() -> {}
            case Scope.Namespace(var namespace) -> parts.add(platform(namespace));
            case Scope.NamePrefix(var namespace, var prefix) -> {
                parts.add(platform(namespace));
                int slash = prefix.indexOf('/');
                if (slash >= 0) {
                    parts.add(ObjectCodec.PARENT + "=" + Names.parent(namespace, prefix.substring(0, slash)));
                }
            }
        }
        selector.requirements().forEach(requirement -> parts.add(text(requirement)));
        return new Questions(String.join(",", parts), scope);
    }

    private static String platform(String namespace) {
        return ObjectCodec.PLATFORM + "=" + Names.platform(namespace);
    }

    private static String text(Requirement requirement) {
        return switch (requirement) {
            case Requirement.In(var label, var values) ->
                values.size() == 1 ? label + "=" + values.iterator().next() : label + " in (" + list(values) + ")";
            case Requirement.NotIn(var label, var values) -> label + " notin (" + list(values) + ")";
            case Requirement.Exists(var label) -> label;
            case Requirement.Absent(var label) -> "!" + label;
        };
    }

    private static String list(Set<String> values) {
        return String.join(",", new TreeSet<>(values));
    }

    /** Whether an object that the labels let through is meant. */
    boolean means(Ref ref) {
        return switch (scope) {
            case Scope.All() -> true;
            case Scope.Namespace(var namespace) -> ref.namespace().equals(namespace);
            case Scope.NamePrefix(var namespace, var prefix) ->
                ref.namespace().equals(namespace) && ref.name().startsWith(prefix);
        };
    }

    /** The cluster's token for the next page as one of ours, which is for this list alone. */
    String token(String ofCluster) {
        var text = Integer.toHexString(hashCode()) + ":" + ofCluster;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The cluster's token in one of ours. @throws StoreException.Invalid if it is none, or one of another list */
    String ofCluster(String token) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            var beginning = Integer.toHexString(hashCode()) + ":";
            if (text.startsWith(beginning) && text.length() > beginning.length()) {
                return text.substring(beginning.length());
            }
        } catch (IllegalArgumentException e) {
            // No Base64: refused below.
        }
        throw new StoreException.Invalid("the continuation must be the one of the page before, for the same list");
    }
}

package io.chandler.apiserver.internal;

import io.chandler.resources.Ref;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which objects of a kind a list or watch is about. */
record Selection(Kind kind, Scope scope, String namespace, Selector labels, Selectors.Fields fields) {

    /** What path and query select. @throws Failure if a selector cannot be read */
    static Selection of(Kind kind, Route.Objects route, Query query) {
        var labels = Selectors.labels(query.text("labelSelector"));
        var fields = Selectors.fields(query.text("fieldSelector"));
        var namespace = route.namespace().isEmpty()
                ? fields.required("metadata.namespace").orElse("")
                : route.namespace();
        if (route.single()) {
            // A watch of one object, as older clients ask for it.
            fields = Selectors.fields("metadata.name=" + escaped(route.name()));
        }
        return new Selection(
                kind, namespace.isEmpty() ? Scope.all() : new Scope.Namespace(namespace), namespace, labels, fields);
    }

    private static String escaped(String value) {
        return value.replaceAll("([\\\\,=])", "\\\\$1");
    }

    /** Whether an object that the labels select is meant. */
    boolean matches(ApiObject object) {
        return fields.matches(object.ref());
    }

    /** The one object that can be meant, if it is certain which that is. */
    Optional<Ref> only() {
        return namespace.isEmpty()
                ? Optional.empty()
                : fields.required("metadata.name").map(name -> new Ref(namespace, name));
    }

    /** The page of the only object. */
    ApiPage pageOf(Ref only) {
        var resource = kind.resource();
        Revision before = resource.current();
        List<ApiObject> found = new ArrayList<>();
        resource.get(only)
                .filter(object -> labels.matches(object.metadata().labels()) && matches(object))
                .ifPresent(found::add);
        // Later changes of others than this object are of no interest to whoever goes on from here.
        var revision = found.isEmpty() || found.getFirst().revision().compareTo(before) < 0
                ? before
                : found.getFirst().revision();
        return new ApiPage(found, revision, Optional.empty());
    }
}

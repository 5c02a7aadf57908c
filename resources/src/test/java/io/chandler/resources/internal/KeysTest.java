package io.chandler.resources.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Ref;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeysTest {

    private final Keys keys = new Keys("widgets");

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(" ", "!", "/", "0", "1", "9", "a", "p", "q", "%", "_", "~", "é", "\uffee", "😀")
                .list()
                .ofMaxSize(5)
                .map(parts -> String.join("", parts));
    }

    @Property
    void aKeyNamesItsObject(@ForAll("texts") String namespace, @ForAll("texts") String name) {
        var ref = new Ref(namespace, name + "x");
        assertThat(keys.ref(keys.of(ref))).isEqualTo(ref);
    }

    @Property
    void keysSortAsNamespaceAndNameDo(
            @ForAll("texts") String namespace,
            @ForAll("texts") String name,
            @ForAll("texts") String otherNamespace,
            @ForAll("texts") String otherName) {
        var one = new Ref(namespace, name + "x");
        var other = new Ref(otherNamespace, otherName + "x");
        int byNamespace = compare(one.namespace(), other.namespace());
        int expected = byNamespace != 0 ? byNamespace : compare(one.name(), other.name());
        assertThat(Integer.signum(compare(keys.of(one), keys.of(other)))).isEqualTo(Integer.signum(expected));
    }

    @Property
    void aScopeIsAPrefixOfItsKeysAndOfNoOther(
            @ForAll("texts") String namespace, @ForAll("texts") String prefix, @ForAll("texts") String name) {
        var key = keys.of(new Ref(namespace, name + "x"));
        assertThat(key).startsWith(keys.prefix(Scope.all())).startsWith(keys.prefix(new Scope.Namespace(namespace)));
        assertThat(key.startsWith(keys.prefix(new Scope.NamePrefix(namespace, prefix))))
                .isEqualTo((name + "x").startsWith(prefix));
        assertThat(key.startsWith(keys.prefix(new Scope.Namespace(namespace + prefix))))
                .isEqualTo(prefix.isEmpty());
    }

    @Example
    void keysCanBeRead() {
        assertThat(keys.of(new Ref("platform", "a-b/c"))).isEqualTo("/widgets/platform/a-b/c");
        assertThat(keys.of(new Ref("", "a"))).isEqualTo("/widgets//a");
    }

    @Property
    void aContinuationIsReadAsItWasWritten(@ForAll("texts") String name, @ForAll long revision) {
        var continuation = new Continuation(Revision.of(revision & Long.MAX_VALUE), "/widgets/n/" + name);
        assertThat(Continuation.parse(continuation.token(), "/widgets/")).isEqualTo(continuation);
    }

    @Property
    void whatIsNoContinuationIsRefused(@ForAll String token) {
        assertThatThrownBy(() -> Continuation.parse(token, "/widgets/")).isInstanceOf(StoreException.Invalid.class);
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}

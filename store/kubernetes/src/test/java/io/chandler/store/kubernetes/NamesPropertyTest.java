package io.chandler.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.Ref;
import io.chandler.store.kubernetes.internal.Names;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class NamesPropertyTest {

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    @Provide
    Arbitrary<Ref> refs() {
        var odd = Arbitraries.strings().withChars("aAxz-./% 0ä_").ofMaxLength(6);
        var known =
                Arbitraries.of("default", "platform", "x--", "x--z", "x--z-", "a".repeat(250), "a/b", "a.b.platform");
        var text = Arbitraries.oneOf(odd, known);
        return Combinators.combine(text, text.filter(name -> !name.isEmpty())).as(Ref::new);
    }

    @Property(tries = 2_000)
    void namesAreLegalAndDifferent(@ForAll("refs") Ref one, @ForAll("refs") Ref other) {
        for (var ref : new Ref[] {one, other}) {
            assertThat(Names.of(ref)).matches(NAME).hasSizeLessThanOrEqualTo(253);
            assertThat(Names.platform(ref.namespace())).matches(LABEL_VALUE);
            assertThat(Names.parent(ref.namespace(), ref.name())).matches(LABEL_VALUE);
        }
        assertThat(Names.of(one).equals(Names.of(other))).isEqualTo(one.equals(other));
        assertThat(Names.platform(one.namespace()).equals(Names.platform(other.namespace())))
                .isEqualTo(one.namespace().equals(other.namespace()));
    }

    @Property(tries = 200)
    void noTwoOfManyShareAName(@ForAll @Size(200) List<@From("refs") Ref> refs) {
        var names = new HashMap<String, Ref>();
        for (var ref : refs) {
            var before = names.put(Names.of(ref), ref);
            assertThat(before == null || before.equals(ref)).isTrue();
        }
    }

    @Example
    void usualIdsKeepTheirNames() {
        assertThat(Names.of(new Ref("default", "0f2c-9a"))).isEqualTo("0f2c-9a");
        assertThat(Names.of(new Ref("default", "0f2c-9a/b1"))).isEqualTo("0f2c-9a.b1");
        assertThat(Names.of(new Ref("cf", "0f2c-9a/b1"))).isEqualTo("0f2c-9a.b1.cf.platform");
    }
}

package io.chandler.resources.served;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ObjectNamesPropertyTest {

    private static final String SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

    @Provide
    Arbitrary<String> ids() {
        var any = Arbitraries.strings()
                .excludeChars('\ud800', '\udfff')
                .ofMinLength(1)
                .ofMaxLength(20);
        var close = Arbitraries.strings()
                .withChars("az09-.xZ/%\u00fc")
                .ofMinLength(1)
                .ofMaxLength(8);
        var marked = close.map(rest -> ObjectNames.MARK + rest);
        return Arbitraries.oneOf(any, close, marked).filter(ObjectNamesPropertyTest::unicode);
    }

    private static boolean unicode(String text) {
        return text.codePoints().noneMatch(point -> point >= 0xd800 && point <= 0xdfff);
    }

    @Property(tries = 2000)
    void every_id_has_a_legal_name_that_gives_it_back(@ForAll("ids") String id) {
        var name = ObjectNames.name(id);

        assertThat(name).matches(SUBDOMAIN);
        assertThat(ObjectNames.id(name)).contains(id);
    }

    @Property(tries = 2000)
    void every_two_ids_have_a_legal_name_that_gives_them_back(
            @ForAll("ids") String outer, @ForAll("ids") String inner) {
        var name = ObjectNames.name(outer, inner);

        assertThat(name).matches(SUBDOMAIN).containsOnlyOnce(".");
        assertThat(ObjectNames.ids(name)).contains(new ObjectNames.Pair(outer, inner));
    }

    @Property(tries = 2000)
    void a_name_that_is_nobodys_is_refused_and_any_other_is_the_one_of_its_id(@ForAll("ids") String name) {
        ObjectNames.id(name).ifPresent(id -> assertThat(ObjectNames.name(id)).isEqualTo(name));
        ObjectNames.ids(name)
                .ifPresent(ids ->
                        assertThat(ObjectNames.name(ids.outer(), ids.inner())).isEqualTo(name));
    }

    @Test
    void legal_ids_stay_as_they_are() {
        for (var id : List.of("db", "0f3c-11", "a.b-c.d", "z", "a--b")) {
            assertThat(ObjectNames.name(id)).isEqualTo(id);
        }
        assertThat(ObjectNames.name("DB_1")).isEqualTo("x--z44z42z5f1");
        assertThat(ObjectNames.name("x--db")).isEqualTo("x--x--db");
        assertThat(ObjectNames.name("my.db", "app-1")).isEqualTo("x--myz2edb.app-1");
    }

    @Test
    void a_name_that_would_be_written_otherwise_is_nobodys() {
        for (var name :
                List.of("x--db", "x--", "x--z", "x--z4", "x--zff", "x--z61", "DB", "", "a..b", "-a", "x--Z44")) {
            assertThat(ObjectNames.id(name)).as(name).isEmpty();
        }
        for (var name : List.of("db", "a.b.c", ".b", "a.", "A.b")) {
            assertThat(ObjectNames.ids(name)).as(name).isEmpty();
        }
    }
}

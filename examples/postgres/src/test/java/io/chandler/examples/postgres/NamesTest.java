package io.chandler.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NamesTest {

    @Property
    void everyIdHasAShortPlainNameOfItsOwn(
            @ForAll String platform, @ForAll String id, @ForAll String otherPlatform, @ForAll String otherId) {
        var names = Names.of(platform, id);
        assertThat(names.database()).matches("sb_[0-9a-f]{32}");
        assertThat(names.owner()).matches("[0-9a-z_]{1,63}");
        assertThat(names.reader()).matches("[0-9a-z_]{1,63}");
        assertThat(names).isEqualTo(Names.of(platform, id));
        if (!platform.equals(otherPlatform) || !id.equals(otherId)) {
            assertThat(Names.of(otherPlatform, otherId).database()).isNotEqualTo(names.database());
        }
    }

    @Property
    void everyBindingHasARoleOfItsOwn(@ForAll String instanceId, @ForAll String id) {
        var login = Names.Login.of("default", instanceId, id);
        assertThat(login.role()).matches(Names.Login.PATTERN).hasSizeLessThan(64);
        assertThat(Names.Login.of("default", instanceId + id, "").role().equals(login.role()))
                .isEqualTo(id.isEmpty());
    }
}

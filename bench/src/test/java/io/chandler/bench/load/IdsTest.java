package io.chandler.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class IdsTest {

    @Property
    void anIdIsARandomUuidAndAlwaysTheSame(@ForAll long seed, @ForAll long number) {
        var id = Ids.of(seed, number);

        assertThat(UUID.fromString(id)).hasToString(id);
        assertThat(UUID.fromString(id).version()).isEqualTo(4);
        assertThat(Ids.of(seed, number)).isEqualTo(id);
    }

    @Test
    void idsDiffer() {
        var ids = new HashSet<String>();
        for (var number = 0; number < 100_000; number++) {
            ids.add(Ids.of(7, number));
            ids.add(Ids.of(8, number));
        }
        assertThat(ids).hasSize(200_000);
    }
}

package io.chandler.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.server.configuration.internal.Suggestion;
import io.chandler.server.configuration.internal.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** What holds for any text, duration and size. */
class ConfigurationPropertyTest {

    @Property(tries = 300)
    void anyTextIsReadOrRefusedWithAList(@ForAll String text) {
        try {
            assertThat(Configuration.parse(text, Path.of("/"), Map.of()).effective())
                    .isNotEmpty();
        } catch (ConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    @Property(tries = 300)
    void anyValueOfAnySettingIsReadOrRefused(@ForAll String value, @ForAll @LongRange(min = 0, max = 40) long which) {
        var key = Keys.ALL.get((int) (which % Keys.ALL.size()));
        try {
            assertThat(Configuration.parse("", Path.of("/"), Map.of(key.variable(), value))
                            .effective())
                    .isNotEmpty();
        } catch (ConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    @Property
    void aPrintedDurationReadsTheSame(@ForAll @LongRange(min = 0, max = 1L << 45) long milliseconds) {
        var duration = Duration.ofMillis(milliseconds);

        assertThat(Units.duration(Units.print(duration))).contains(duration);
    }

    @Property
    void aPrintedSizeReadsTheSame(@ForAll @LongRange(min = 0, max = 1L << 40) long bytes) {
        assertThat(Units.size(Units.print(bytes))).contains(bytes);
    }

    @Property
    void aNameIsItsOwnSuggestion(@ForAll String name) {
        assertThat(Suggestion.of(name, List.of("another", name))).contains(name);
    }
}

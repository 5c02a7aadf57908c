package io.chandler.ondemand.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.3262.0.0 (00000000), true, false, false, false",
        "1.3261.42.0 (00000000), false, false, false, false",
        "257.0.0 (00000000), true, false, false, false",
        "261.0.0, true, true, false, false",
        "266.11.0, true, true, false, false",
        "266.12.0, true, true, true, false",
        "266.15.0, true, true, true, true",
        "267.5.0, true, true, false, false",
        "267.6.0, true, true, true, false",
        "267.9.0, true, true, true, true",
        "268.0.0, true, true, true, false",
        "268.2.1, true, true, true, false",
        "268.2.2, true, true, true, true",
        "268.3.0, true, true, true, false",
        "268.4.0, true, true, true, true",
        "282.1 (00000000), true, true, true, true"
    })
    void featuresFollowFromTheVersion(String reported, boolean any, boolean errands, boolean dns, boolean recreate) {
        var version = DirectorVersion.of(reported).orElseThrow();

        assertThat(version.isSufficient()).isEqualTo(any);
        assertThat(version.hasLifecycleErrands()).isEqualTo(errands);
        assertThat(version.hasBindingDns()).isEqualTo(dns);
        assertThat(version.hasRecreate()).isEqualTo(recreate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "282", "1.2.3.4.5", "a.b.c", "282.-1.0"})
    void anythingElseIsNoVersion(String reported) {
        assertThat(DirectorVersion.of(reported)).isEmpty();
    }

    @Test
    void theTextIsTheVersion() {
        assertThat(DirectorVersion.of("266.11 (x)").orElseThrow()).hasToString("266.11.0");
    }
}

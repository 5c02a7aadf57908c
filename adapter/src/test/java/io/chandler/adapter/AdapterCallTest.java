package io.chandler.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.adapter.document.DocumentException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdapterCallTest {

    static Stream<String> calls() {
        return Contract.CALLS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theStandardInputHasTheBytesOfTheContract(String call) {
        assertThat(Contract.CALLS.get(call).standardInput()).isEqualTo(Contract.bytes(call + ".stdin"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theArgumentsHaveTheBytesOfTheContract(String call) {
        assertThat(Contract.CALLS.get(call).positionalArguments()).isEqualTo(Contract.arguments(call));
        assertThat(Contract.CALLS.get(call).arguments())
                .containsExactly(Contract.CALLS.get(call).subcommand());
    }

    @Test
    void aCallShowsNoSecret() {
        assertThat(Contract.CALLS.get("generate-manifest")).hasToString("AdapterCall[generate-manifest]");
        assertThat(Contract.MANIFEST_INPUTS.toString()).doesNotContain("s3cret");
        assertThat(Contract.BINDING_INPUTS).hasToString("BindingInputs[b-1]");
        assertThat(Binding.read(Contract.bytes("create-binding.stdout")).toString())
                .doesNotContain("a&b");
    }

    @Test
    void theOutputsOfAdaptersAreRead() {
        var manifest = AdapterOutput.manifest(Contract.bytes("generate-manifest.stdout"));
        assertThat(manifest.manifest()).isEqualTo(Contract.MANIFEST);
        assertThat(manifest.secrets()).contains(Map.of("a", "<1>", "b", Map.of("k", "v")));
        assertThat(manifest.configs()).contains(Map.of("cloud", "vm_types: []\n"));
        assertThat(manifest.labels()).isEqualTo(Map.of("team", "t"));
        assertThat(AdapterOutput.manifest(Contract.bytes("generate-manifest-first.stdout")))
                .isEqualTo(AdapterOutput.manifestAlone(Contract.MANIFEST));
        assertThat(AdapterOutput.dashboardUrl(Contract.bytes("dashboard-url.stdout")))
                .contains("https://dash/?a=1&b=2");
        assertThat(Binding.read(Contract.bytes("create-binding.stdout")))
                .isEqualTo(new Binding(
                        Map.of("host", "10.0.0.1", "password", "a&b", "port", 6379),
                        Optional.of("syslog://d"),
                        Optional.of("https://r"),
                        Optional.of("https://b")));
        assertThat(PlanSchemas.read(Contract.bytes("generate-plan-schemas.stdout"))
                        .instanceCreate())
                .isEqualTo(Map.of("$schema", PlanSchemas.DRAFT_4, "type", "object"));
    }

    @Test
    void outputThatIsNotJsonIsRefusedInTheWordsOfGo() {
        assertThatThrownBy(() -> Binding.read("invalid"))
                .isInstanceOf(DocumentException.class)
                .hasMessage("invalid character 'i' looking for beginning of value");
        assertThatThrownBy(() -> AdapterOutput.manifest("")).hasMessage("unexpected end of JSON input");
        assertThatThrownBy(() -> AdapterOutput.dashboardUrl("{} x"))
                .hasMessage("invalid character 'x' after top-level value");
    }
}

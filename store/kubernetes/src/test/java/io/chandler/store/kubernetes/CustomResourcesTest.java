package io.chandler.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.store.kubernetes.internal.CustomResources;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files that operators apply say what the code says. */
class CustomResourcesTest {

    private static final Path FILES = Path.of("../../deploy/kubernetes/crds");

    @ParameterizedTest
    @EnumSource
    void theFileOfADefinitionIsTheOneThatIsMade(CustomResources resource) throws Exception {
        assertThat(FILES.resolve(resource.plural() + ".yaml")).hasContent(resource.definition("broker.chandler.io"));
    }

    @Test
    void allDefinitionsAreAppliedTogether() throws Exception {
        assertThat(Files.readString(FILES.resolve("kustomization.yaml"))).isEqualTo(CustomResources.kustomization());
    }
}

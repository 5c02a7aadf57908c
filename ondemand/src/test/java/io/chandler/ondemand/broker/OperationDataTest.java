package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.ondemand.configuration.Configuration.Errand;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationDataTest {

    @Test
    void isWrittenAsTheOriginalWritesIt() {
        var data = new OperationData(
                42,
                OperationType.CREATE,
                Optional.of("context"),
                List.of(new Errand("smoke", List.of()), new Errand("seed", List.of("server/0"))));

        assertThat(data.write())
                .isEqualTo("{\"BoshTaskID\":42,\"BoshContextID\":\"context\",\"OperationType\":\"create\","
                        + "\"PostDeployErrand\":{},\"PreDeleteErrand\":{},"
                        + "\"Errands\":[{\"Name\":\"smoke\",\"Instances\":null},"
                        + "{\"Name\":\"seed\",\"Instances\":[\"server/0\"]}]}");
        assertThat(new OperationData(7, OperationType.FORCE_DELETE, Optional.empty(), List.of()).write())
                .isEqualTo("{\"BoshTaskID\":7,\"OperationType\":\"force-delete\",\"PostDeployErrand\":{},"
                        + "\"PreDeleteErrand\":{}}");
    }

    @Test
    void namesOfMembersCountInAnyCase() {
        var data = OperationData.read(
                "{\"boshtaskid\":42,\"BOSHCONTEXTID\":\"c\",\"operationType\":\"delete\",\"errands\":[{\"name\":\"e\","
                        + "\"instances\":[\"a\"]}],\"Unknown\":1}");

        assertThat(data)
                .isEqualTo(new OperationData(
                        42, OperationType.DELETE, Optional.of("c"), List.of(new Errand("e", List.of("a")))));
    }

    @Test
    void theSingleErrandOfOldReleasesIsHonoured() {
        var create = "{\"BoshTaskID\":1,\"BoshContextID\":\"c\",\"OperationType\":\"create\",\"PostDeployErrand\":"
                + "{\"Name\":\"smoke\",\"Instances\":[\"x/1\"]},\"PreDeleteErrand\":{\"Name\":\"other\"}}";

        assertThat(OperationData.read(create).errands()).containsExactly(new Errand("smoke", List.of("x/1")));
        assertThat(OperationData.read(create.replace("create", "delete")).errands())
                .containsExactly(new Errand("other", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "{}",
                "{\"BoshTaskID\":0,\"OperationType\":\"create\"}",
                "{\"BoshTaskID\":\"1\",\"OperationType\":\"create\"}",
                "{\"BoshTaskID\":1,\"OperationType\":\"explode\"}",
                "{\"BoshTaskID\":1}"
            })
    void anythingElseIsRefusedWithAReason(String text) {
        assertThatThrownBy(() -> OperationData.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operation");
    }

    @Property
    void whatWasWrittenIsRead(@ForAll("operations") OperationData data) {
        assertThat(OperationData.read(data.write())).isEqualTo(data);
    }

    @Provide
    Arbitrary<OperationData> operations() {
        var names = Arbitraries.strings().ofMinLength(1).ofMaxLength(12);
        var errands = Combinators.combine(names, names.list().ofMaxSize(3)).as(Errand::new);
        return Combinators.combine(
                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                        Arbitraries.of(OperationType.values()),
                        names.optional(),
                        errands.list().ofMaxSize(3))
                .as(OperationData::new);
    }
}

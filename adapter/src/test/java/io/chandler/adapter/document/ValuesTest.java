package io.chandler.adapter.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {

    private final Values values = Values.of("plan.properties", Json.readObject("""
                    {"text":"a","whole":3,"point":3.0,"half":2.5,"flag":true,"none":null,"map":{"x":1},"list":["a",2],"maps":[{}]}"""));

    @Test
    void valuesAreReadByTheirTypes() {
        assertThat(values.text("text")).contains("a");
        assertThat(values.text("whole")).contains("3");
        assertThat(values.integer("point")).contains(3L);
        assertThat(values.number("half")).contains(new java.math.BigDecimal("2.5"));
        assertThat(values.flag("flag")).contains(true);
        assertThat(values.text("none")).isEmpty();
        assertThat(values.has("none")).isTrue();
        assertThat(values.has("absent")).isFalse();
        assertThat(values.values("map").integer("x")).contains(1L);
        assertThat(values.texts("list")).containsExactly("a", "2");
        assertThat(values.values("absent").map()).isEmpty();
        assertThat(values.each("maps")).hasSize(1);
    }

    @Test
    void aWrongTypeIsToldByItsPathWithoutTheValue() {
        assertThatThrownBy(() -> values.integer("text")).hasMessage("plan.properties.text must be a whole number");
        assertThatThrownBy(() -> values.integer("half"))
                .hasMessage("plan.properties.half must be a whole number of at most 64 bits");
        assertThatThrownBy(() -> values.flag("text")).hasMessage("plan.properties.text must be true or false");
        assertThatThrownBy(() -> values.text("map")).hasMessage("plan.properties.map must be a text");
        assertThatThrownBy(() -> values.values("list")).hasMessage("plan.properties.list must be a map");
        assertThatThrownBy(() -> values.list("map")).hasMessage("plan.properties.map must be a list");
        assertThatThrownBy(() -> values.each("list")).hasMessage("plan.properties.list[0] must be a map");
        assertThatThrownBy(() -> values.texts("maps")).hasMessage("plan.properties.maps[0] must be a text");
        assertThatThrownBy(() -> values.number("flag")).hasMessage("plan.properties.flag must be a number");
        assertThatThrownBy(() -> values.requireText("absent")).hasMessage("plan.properties.absent is missing");
        assertThatThrownBy(() -> values.values("map").integer("x", 2, 3))
                .hasMessage("plan.properties.map.x must be from 2 to 3");
        assertThat(values.toString()).doesNotContain("2.5");
    }

    @Test
    void whatIsAddedIsPartOfTheValues() {
        values.valuesIn("new").put("a", 1);
        values.listIn("more").add("x");
        values.values("lost").put("a", 1);
        assertThat(values.map()).containsEntry("new", Map.of("a", 1)).containsEntry("more", List.of("x"));
        assertThat(values.has("lost")).isFalse();
    }
}

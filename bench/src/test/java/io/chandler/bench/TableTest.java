package io.chandler.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.bench.Line.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAlignedAndTargetsJudged() {
        var table = Table.of(List.of(
                new Line("GET catalog", "32 connections", "88,500", "21,200", "4.17", Target.atLeast(4, 4.17)),
                new Line("Memory", "idle", "125 MiB", "", "", Target.atMost(0.6, 0.7, " s"))));

        assertThat(table).isEqualTo("""
                | What        | At             | Chandler | Rival  | Ratio | Target   |      |
                | ----------- | -------------- | -------- | ------ | ----- | -------- | ---- |
                | GET catalog | 32 connections | 88,500   | 21,200 | 4.17  | >= 4     | pass |
                | Memory      | idle           | 125 MiB  |        |       | <= 0.6 s | miss |
                """);
    }
}

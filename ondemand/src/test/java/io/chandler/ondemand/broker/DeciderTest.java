package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DeciderTest {

    @Property
    void everyQuestionHasTheAnswerOfTheRules(@ForAll("questions") Decider.Question question) {
        assertThat(Decider.decide(question)).isEqualTo(byTheRules(question));
    }

    /** The rules as sentences, without the table. */
    private static Decider.Decision byTheRules(Decider.Question question) {
        var request = question.request();
        var catalog = question.catalog();
        if (request.isPresent() && !Maintenance.same(request, catalog)) {
            return catalog.isPresent() ? Decider.Decision.CONFLICT : Decider.Decision.UNEXPECTED;
        }
        boolean agreed = Maintenance.same(request, catalog);
        if (agreed
                && question.samePlan()
                && question.noParameters()
                && !Maintenance.same(request, question.previous())) {
            return Decider.Decision.UPGRADE;
        }
        boolean outdated = question.previous().isPresent()
                && question.previousPlanKnown()
                && !Maintenance.same(question.previous(), question.previousCatalog());
        return outdated ? Decider.Decision.NEEDS_UPGRADE : Decider.Decision.UPDATE;
    }

    @Provide
    Arbitrary<Decider.Question> questions() {
        var info = Arbitraries.of(maintenance("1.0.0", ""), maintenance("2.0.0", ""), maintenance("1.0.0", "hash"))
                .optional();
        var flag = Arbitraries.of(true, false);
        return Combinators.combine(info, info, flag, flag, info, flag, info).as(Decider.Question::new);
    }

    private static Maintenance maintenance(String version, String hash) {
        return new Maintenance(Optional.empty(), hash, version, "");
    }

    @Test
    void descriptionsDoNotCountButAnEmptyMapDiffersFromNone() {
        var info = new Maintenance(Optional.empty(), "", "1.0.0", "one");

        assertThat(info.same(new Maintenance(Optional.empty(), "", "1.0.0", "another")))
                .isTrue();
        assertThat(info.same(new Maintenance(Optional.of(Map.of()), "", "1.0.0", "one")))
                .isFalse();
    }

    @Test
    void thePageHoldsTheTable() throws IOException {
        var page = Files.readString(Path.of("../docs/ondemand-transition-table.md"));

        assertThat(page).contains(table());
    }

    private static String table() {
        var lines = new StringBuilder("| maintenance_info of the request beside the catalog's | the request changes"
                + " | beside previous_values | previous_values beside the catalog's of the previous plan | result |\n"
                + "|---|---|---|---|---|\n");
        for (var row : Decider.TABLE) {
            lines.append("| ")
                    .append(words(row.wanted(), Decider.Wanted.values().length, value -> value.words))
                    .append(" | ")
                    .append(words(row.change(), Decider.Change.values().length, value -> value.words))
                    .append(" | ")
                    .append(words(row.step(), Decider.Step.values().length, value -> value.words))
                    .append(" | ")
                    .append(words(row.previous(), Decider.Previous.values().length, value -> value.words))
                    .append(" | ")
                    .append(row.decision().words)
                    .append(" |\n");
        }
        return lines.toString();
    }

    private static <T extends Enum<T>> String words(Set<T> set, int all, Function<T, String> words) {
        return set.size() == all ? "any" : set.stream().map(words).collect(Collectors.joining("; "));
    }
}

package io.chandler.store.kit;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random operations for {@link StoreModel}, on keys that a careless comparison would mix up. */
public final class Operations {

    private Operations() {}

    /** One to sixty operations. */
    public static Arbitrary<List<Operation>> any() {
        var keys = Arbitraries.of(
                "a",
                "a/",
                "a/b",
                "a%",
                "a\u0001",
                "a\ud7ff",
                "a\uffff",
                "a\ud83d\ude00",
                "b",
                "b/1",
                "b/2",
                "\udbff\udfff");
        var prefixes = Arbitraries.of("", "a", "a/", "b/", "a\ud83d\ude00", "\udbff\udfff", "c");
        var tags = Arbitraries.of("", "", "red", "blue");
        var values = Arbitraries.strings().alpha().ofMaxLength(3);
        var stale = Arbitraries.of(true, false, false, false);
        var back = Arbitraries.integers().between(0, 12);
        Arbitrary<Operation> create = Combinators.combine(keys, tags, values).as(Operation.Create::new);
        Arbitrary<Operation> swap =
                Combinators.combine(keys, tags, values, stale).as(Operation.Swap::new);
        Arbitrary<Operation> remove = Combinators.combine(keys, stale).as(Operation.Delete::new);
        Arbitrary<Operation> range = Combinators.combine(
                        prefixes,
                        tags,
                        Arbitraries.oneOf(Arbitraries.just(""), keys),
                        Arbitraries.of(1, 2, 5, 100),
                        back)
                .as(Operation.Range::new);
        Arbitrary<Operation> watch = Combinators.combine(prefixes, back).as(Operation.Watch::new);
        Arbitrary<Operation> compact = back.map(Operation.Compact::new);
        Arbitrary<Operation> reopen = Arbitraries.create(Operation.Reopen::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(8, create),
                        Tuple.of(8, swap),
                        Tuple.of(4, remove),
                        Tuple.of(8, range),
                        Tuple.of(4, watch),
                        Tuple.of(1, compact),
                        Tuple.of(1, reopen))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }
}

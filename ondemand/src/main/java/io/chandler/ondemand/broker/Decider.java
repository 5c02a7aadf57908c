package io.chandler.ondemand.broker;

import static io.chandler.ondemand.broker.Decider.Decision.CONFLICT;
import static io.chandler.ondemand.broker.Decider.Decision.NEEDS_UPGRADE;
import static io.chandler.ondemand.broker.Decider.Decision.UNEXPECTED;
import static io.chandler.ondemand.broker.Decider.Decision.UPDATE;
import static io.chandler.ondemand.broker.Decider.Decision.UPGRADE;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an update request asks for, judged by the maintenance information: a table of which the first row that fits counts. */
final class Decider {

    /** What becomes of the request. */
    enum Decision {
        /** Deploy with the wanted plan and parameters. */
        UPDATE("update"),
        /** Deploy as the broker's newest configuration says, with the plan and parameters that the instance has. */
        UPGRADE("upgrade"),
        /** Refused: the platform's catalog is not the broker's. */
        CONFLICT("422 MaintenanceInfoConflict"),
        /** Refused: the plan has no maintenance information. */
        UNEXPECTED("422 MaintenanceInfoConflict, the catalog has none"),
        /** Refused: the instance is older than the catalog. */
        NEEDS_UPGRADE("422, upgrade first");

        final String words;

        Decision(String words) {
            this.words = words;
        }
    }

    /** The request's maintenance information beside the catalog's for the wanted plan. */
    enum Wanted {
        SAME("same, or both absent"),
        DIFFERENT("different"),
        ONLY_REQUEST("only in the request"),
        ONLY_CATALOG("only in the catalog");

        final String words;

        Wanted(String words) {
            this.words = words;
        }
    }

    /** What else the request changes. */
    enum Change {
        NOTHING("same plan, no parameters"),
        SOMETHING("another plan, or parameters");

        final String words;

        Change(String words) {
            this.words = words;
        }
    }

    /** The request's maintenance information beside the one that the platform says the instance has. */
    enum Step {
        NONE("same, or both absent"),
        TAKEN("not the same");

        final String words;

        Step(String words) {
            this.words = words;
        }
    }

    /** What the platform says the instance has, beside the catalog's for the previous plan. */
    enum Previous {
        CURRENT("same, not given, or the plan is unknown"),
        OUTDATED("different");

        final String words;

        Previous(String words) {
            this.words = words;
        }
    }

    /** One row; a set with all values is a column that does not matter. */
    record Row(Set<Wanted> wanted, Set<Change> change, Set<Step> step, Set<Previous> previous, Decision decision) {

        boolean fits(Wanted itsWanted, Change itsChange, Step itsStep, Previous itsPrevious) {
            return wanted.contains(itsWanted)
                    && change.contains(itsChange)
                    && step.contains(itsStep)
                    && previous.contains(itsPrevious);
        }
    }

    private static final Set<Change> ANY_CHANGE = EnumSet.allOf(Change.class);
    private static final Set<Step> ANY_STEP = EnumSet.allOf(Step.class);
    private static final Set<Previous> ANY_PREVIOUS = EnumSet.allOf(Previous.class);

    static final List<Row> TABLE = List.of(
            row(Wanted.DIFFERENT, ANY_CHANGE, ANY_STEP, ANY_PREVIOUS, CONFLICT),
            row(Wanted.ONLY_REQUEST, ANY_CHANGE, ANY_STEP, ANY_PREVIOUS, UNEXPECTED),
            row(Wanted.ONLY_CATALOG, ANY_CHANGE, ANY_STEP, EnumSet.of(Previous.CURRENT), UPDATE),
            row(Wanted.ONLY_CATALOG, ANY_CHANGE, ANY_STEP, EnumSet.of(Previous.OUTDATED), NEEDS_UPGRADE),
            row(Wanted.SAME, EnumSet.of(Change.NOTHING), EnumSet.of(Step.TAKEN), ANY_PREVIOUS, UPGRADE),
            row(Wanted.SAME, ANY_CHANGE, ANY_STEP, EnumSet.of(Previous.OUTDATED), NEEDS_UPGRADE),
            row(Wanted.SAME, ANY_CHANGE, ANY_STEP, EnumSet.of(Previous.CURRENT), UPDATE));

    private Decider() {}

    private static Row row(
            Wanted wanted, Set<Change> change, Set<Step> step, Set<Previous> previous, Decision decision) {
        return new Row(EnumSet.of(wanted), change, step, previous, decision);
    }

    /**
     * An update request as the table sees it.
     *
     * @param catalog of the wanted plan
     * @param previous what the platform says the instance has
     * @param previousPlanKnown whether the previous plan is in the catalog
     * @param previousCatalog of the previous plan
     */
    record Question(
            Optional<Maintenance> request,
            Optional<Maintenance> catalog,
            boolean samePlan,
            boolean noParameters,
            Optional<Maintenance> previous,
            boolean previousPlanKnown,
            Optional<Maintenance> previousCatalog) {

        Wanted wanted() {
            if (request.isPresent() && catalog.isEmpty()) {
                return Wanted.ONLY_REQUEST;
            }
            if (request.isEmpty() && catalog.isPresent()) {
                return Wanted.ONLY_CATALOG;
            }
            return Maintenance.same(request, catalog) ? Wanted.SAME : Wanted.DIFFERENT;
        }

        Change change() {
            return samePlan && noParameters ? Change.NOTHING : Change.SOMETHING;
        }

        Step step() {
            return Maintenance.same(request, previous) ? Step.NONE : Step.TAKEN;
        }

        Previous previousState() {
            return previous.isEmpty() || !previousPlanKnown || Maintenance.same(previous, previousCatalog)
                    ? Previous.CURRENT
                    : Previous.OUTDATED;
        }
    }

    static Decision decide(Question question) {
        return decide(question.wanted(), question.change(), question.step(), question.previousState());
    }

    static Decision decide(Wanted wanted, Change change, Step step, Previous previous) {
        for (var row : TABLE) {
            if (row.fits(wanted, change, step, previous)) {
                return row.decision();
            }
        }
        throw new IllegalStateException(
                "the table has a gap at " + wanted + ", " + change + ", " + step + ", " + previous);
    }
}

package io.chandler.adapter;

import io.chandler.adapter.document.DocumentException;
import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A plan as the operator configured it.
 *
 * @param properties those of the plan over those of the whole offering
 */
public record Plan(
        Values properties,
        LifecycleErrands lifecycleErrands,
        List<InstanceGroup> instanceGroups,
        Optional<Update> update) {

    public Plan {
        instanceGroups = List.copyOf(instanceGroups);
    }

    /** The errands that are run after each deployment and before the deletion. */
    public record LifecycleErrands(List<Errand> postDeploy, List<Errand> preDelete) {
        public LifecycleErrands {
            postDeploy = List.copyOf(postDeploy);
            preDelete = List.copyOf(preDelete);
        }

        private Map<String, Object> document() {
            var document = new LinkedHashMap<String, Object>();
            if (!postDeploy.isEmpty()) {
                document.put(
                        "post_deploy", postDeploy.stream().map(Errand::document).toList());
            }
            if (!preDelete.isEmpty()) {
                document.put(
                        "pre_delete", preDelete.stream().map(Errand::document).toList());
            }
            return document;
        }
    }

    /** An errand, and the instances ({@code group} or {@code group/id}) that it runs on; none: on all. */
    public record Errand(String name, List<String> instances) {
        public Errand {
            instances = List.copyOf(instances);
        }

        private Map<String, Object> document() {
            var document = new LinkedHashMap<String, Object>();
            document.put("name", name);
            document.put("instances", instances);
            return document;
        }
    }

    /**
     * The size and the place of an instance group.
     *
     * @param lifecycle {@code errand} or {@code service}
     * @param migratedFrom names that the group had before
     */
    public record InstanceGroup(
            String name,
            String vmType,
            List<String> vmExtensions,
            Optional<String> persistentDiskType,
            int instances,
            List<String> networks,
            List<String> azs,
            Optional<String> lifecycle,
            List<String> migratedFrom) {
        public InstanceGroup {
            vmExtensions = List.copyOf(vmExtensions);
            networks = List.copyOf(networks);
            azs = List.copyOf(azs);
            migratedFrom = List.copyOf(migratedFrom);
        }

        private static InstanceGroup read(Values group) {
            return new InstanceGroup(
                    group.text("name").orElse(""),
                    group.text("vm_type").orElse(""),
                    extensions(group),
                    group.text("persistent_disk_type").filter(type -> !type.isEmpty()),
                    group.integer("instances", 0, Integer.MAX_VALUE).orElse(0),
                    group.texts("networks"),
                    group.texts("azs"),
                    group.text("lifecycle").filter(lifecycle -> !lifecycle.isEmpty()),
                    group.each("migrated_from").stream()
                            .map(from -> from.text("name").orElse(""))
                            .toList());
        }

        /** Without those that are null or empty, which templates leave behind. */
        private static List<String> extensions(Values group) {
            var values = group.map().get("vm_extensions");
            if (values instanceof Collection<?> items) {
                var kept = items.stream()
                        .filter(item -> item != null && !item.equals(""))
                        .toList();
                return Values.of(group.name(""), Map.of("vm_extensions", kept)).texts("vm_extensions");
            }
            return group.texts("vm_extensions");
        }

        private Map<String, Object> document() {
            var document = new LinkedHashMap<String, Object>();
            document.put("name", name);
            document.put("vm_type", vmType);
            if (!vmExtensions.isEmpty()) {
                document.put("vm_extensions", vmExtensions);
            }
            persistentDiskType.ifPresent(type -> document.put("persistent_disk_type", type));
            document.put("instances", instances);
            document.put("networks", networks);
            document.put("azs", azs);
            lifecycle.ifPresent(kind -> document.put("lifecycle", kind));
            if (!migratedFrom.isEmpty()) {
                document.put(
                        "migrated_from",
                        migratedFrom.stream().map(from -> Map.of("name", from)).toList());
            }
            return document;
        }
    }

    /**
     * How instances are updated, as BOSH takes it.
     *
     * @param canaryWatchTime milliseconds, or a range of them: {@code 1000-30000}
     * @param maxInFlight a number of instances, or a percentage like {@code 25%}
     */
    public record Update(
            int canaries,
            String canaryWatchTime,
            String updateWatchTime,
            MaxInFlight maxInFlight,
            Optional<Boolean> serial,
            Optional<String> initialDeployAzUpdateStrategy) {

        private static Update read(Values update) {
            return new Update(
                    update.integer("canaries", 0, Integer.MAX_VALUE).orElse(0),
                    update.text("canary_watch_time").orElse(""),
                    update.text("update_watch_time").orElse(""),
                    MaxInFlight.read(update.map().get("max_in_flight")),
                    update.flag("serial"),
                    update.text("initial_deploy_az_update_strategy").filter(strategy -> !strategy.isEmpty()));
        }

        /** The JSON form, which is also that of a manifest. */
        public Map<String, @Nullable Object> document() {
            var document = new LinkedHashMap<String, @Nullable Object>();
            document.put("canaries", canaries);
            document.put("canary_watch_time", canaryWatchTime);
            document.put("update_watch_time", updateWatchTime);
            document.put("max_in_flight", maxInFlight.value());
            serial.ifPresent(flag -> document.put("serial", flag));
            initialDeployAzUpdateStrategy.ifPresent(
                    strategy -> document.put("initial_deploy_az_update_strategy", strategy));
            return document;
        }
    }

    /** How many instances are updated at once. */
    public sealed interface MaxInFlight {

        /** A number of instances. */
        record Instances(int number) implements MaxInFlight {}

        /** A percentage of the group's instances, like {@code 25%}. */
        record Percentage(String text) implements MaxInFlight {}

        /** As JSON and YAML have it. */
        default Object value() {
            return switch (this) {
                case Instances(int number) -> number;
                case Percentage(String text) -> text;
            };
        }

        private static MaxInFlight read(@Nullable Object value) {
            return switch (value) {
                case Integer number -> new Instances(number);
                case Long number when number == number.intValue() -> new Instances(number.intValue());
                case Double number when number == number.intValue() -> new Instances(number.intValue());
                case String text when PERCENTAGE.matcher(text).find() -> new Percentage(text);
                case null -> new Instances(0);
                default ->
                    throw new DocumentException("MaxInFlight must be either an integer or a percentage. Got " + value);
            };
        }
    }

    private static final Pattern PERCENTAGE = Pattern.compile("\\d+%");

    /** The instance group of a name. */
    public Optional<InstanceGroup> instanceGroup(String name) {
        return instanceGroups.stream()
                .filter(group -> group.name().equals(name))
                .findFirst();
    }

    /**
     * Reads a plan in the form that JSON and the broker's configuration have in common: {@code properties},
     * {@code lifecycle_errands}, {@code instance_groups}, {@code update}. Other keys are ignored.
     *
     * @throws DocumentException naming the key whose value has a wrong type
     */
    public static Plan read(Values plan) {
        var errands = plan.values("lifecycle_errands");
        return new Plan(
                plan.values("properties"),
                new LifecycleErrands(errands(errands, "post_deploy"), errands(errands, "pre_delete")),
                plan.each("instance_groups").stream().map(InstanceGroup::read).toList(),
                plan.map().get("update") == null ? Optional.empty() : Optional.of(Update.read(plan.values("update"))));
    }

    private static List<Errand> errands(Values errands, String key) {
        return errands.each(key).stream()
                .map(errand -> new Errand(errand.text("name").orElse(""), errand.texts("instances")))
                .toList();
    }

    /** The JSON form. Empty lists among the properties are null there, as adapters know it. */
    Map<String, @Nullable Object> document() {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("properties", emptyListsAsNull(Json.sorted(properties.map())));
        document.put("lifecycle_errands", lifecycleErrands.document());
        document.put(
                "instance_groups",
                instanceGroups.stream().map(InstanceGroup::document).toList());
        update.ifPresent(settings -> document.put("update", settings.document()));
        return document;
    }

    private static @Nullable Object emptyListsAsNull(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), emptyListsAsNull(item)));
                yield copy;
            }
            case List<?> items when items.isEmpty() -> null;
            case null, default -> value;
        };
    }
}

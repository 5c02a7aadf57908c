package io.chandler.broker.internal.state;

import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.Selector.Requirement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The two kinds of objects that hold all state of the broker, and how they are named and labelled. */
public final class ObjectTypes {

    /**
     * The indexed label: {@code pending} while an operation runs, {@code gone-<day>} when only the memory of the object
     * is left; absent otherwise.
     */
    public static final String WORK = "chandler.io/work";

    /** The value of {@link #WORK} while an operation runs. */
    public static final String PENDING = "pending";

    /** What the values of {@link #WORK} of objects begin with of which only the memory is left. */
    public static final String GONE_TAGS = "gone-";

    /** Objects with a running operation. */
    public static final Selector PENDING_ONLY = Selector.label(WORK, PENDING);

    /** A label of objects of which only the memory is left. */
    public static final String GONE = "chandler.io/gone";

    /** Objects of which more than the memory is left. */
    public static final Requirement PRESENT = new Requirement.Absent(GONE);

    /**
     * An annotation: the finalizers of API clients, with spaces between them. An object that has some stays present when
     * it is deleted.
     */
    public static final String FINALIZERS = "chandler.io/finalizers";

    /**
     * The finalizer of an object until its backend is gone. API clients see it on every object; where others than the
     * broker can delete objects it is stored with them.
     */
    public static final String FINALIZER = "broker.chandler.io/deprovision";

    private static final Map<String, String> PENDING_LABELS = Map.of(WORK, PENDING);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);

    /** Service instances. */
    public static final ResourceType<InstanceSpec, InstanceStatus> INSTANCES = new ResourceType<>(
            "serviceinstances", "ServiceInstance", InstanceSpec.class, InstanceStatus.class, Optional.of(WORK));

    /** Service bindings. */
    public static final ResourceType<BindingSpec, BindingStatus> BINDINGS = new ResourceType<>(
            "servicebindings", "ServiceBinding", BindingSpec.class, BindingStatus.class, Optional.of(WORK));

    /** Most characters of an id: a name in the store holds two of them, escaped. */
    public static final int LONGEST_ID = 400;

    private ObjectTypes() {}

    /** The namespace of a platform. */
    public static String namespace(String platform) {
        return platform.isEmpty() ? "default" : platform;
    }

    /** The name of an instance. */
    public static Ref instance(String platform, String instanceId) {
        return new Ref(namespace(platform), instanceId);
    }

    /** The name of a binding. */
    public static Ref binding(String platform, String instanceId, String bindingId) {
        return new Ref(namespace(platform), escaped(instanceId) + "/" + bindingId);
    }

    /** The bindings of an instance. */
    public static Scope bindingsOf(Ref instance) {
        return new Scope.NamePrefix(instance.namespace(), escaped(instance.name()) + "/");
    }

    private static String escaped(String id) {
        return id.indexOf('/') < 0 && id.indexOf('%') < 0
                ? id
                : id.replace("%", "%25").replace("/", "%2F");
    }

    /** The value of {@link #WORK} of objects deleted on this day. */
    public static String gone(Instant day) {
        return GONE_TAGS + DAY.format(day);
    }

    /** The same object labelled as having a running operation. */
    public static <S, T> Resource<S, T> pending(Resource<S, T> object) {
        return object.withMetadata(labelled(object.metadata(), PENDING_LABELS));
    }

    /** The same object labelled as resting. */
    public static <S, T> Resource<S, T> resting(Resource<S, T> object) {
        return object.withMetadata(labelled(object.metadata(), Map.of()));
    }

    /** The same object labelled as deleted now; as resting as long as it has finalizers of API clients. */
    public static <S, T> Resource<S, T> gone(Resource<S, T> object, Instant now) {
        return held(object.metadata())
                ? resting(object)
                : object.withMetadata(released(object.metadata())
                        .withLabels(Map.of(WORK, gone(now), GONE, ""))
                        .withAnnotations(Map.of()));
    }

    private static Metadata released(Metadata metadata) {
        return metadata.finalizers().contains(FINALIZER)
                ? metadata.withFinalizers(metadata.finalizers().stream()
                        .filter(name -> !name.equals(FINALIZER))
                        .toList())
                : metadata;
    }

    /** Whether an object stays present when it is deleted. */
    public static boolean held(Metadata metadata) {
        return metadata.annotations().containsKey(FINALIZERS);
    }

    /** The same metadata with these labels of the broker; those of API clients stay. */
    private static Metadata labelled(Metadata metadata, Map<String, String> ours) {
        var labels = metadata.labels();
        if (labels.isEmpty() || (labels.size() == 1 && labels.containsKey(WORK))) {
            return metadata.withLabels(ours);
        }
        var all = new HashMap<>(labels);
        all.remove(WORK);
        all.putAll(ours);
        return metadata.withLabels(all);
    }

    /** A new object with a running operation. */
    public static <S, T> Resource<S, T> fresh(Ref ref, S spec, T status) {
        return new Resource<>(Metadata.of(ref).withLabels(PENDING_LABELS), spec, status);
    }
}

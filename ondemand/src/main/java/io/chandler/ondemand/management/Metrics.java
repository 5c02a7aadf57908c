package io.chandler.ondemand.management;

import io.chandler.ondemand.broker.Operations;
import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.ondemand.configuration.Configuration.Quotas;
import io.chandler.osb.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;

/** How many instances there are, what they use and what of the quotas is left. */
final class Metrics {

    private final Operations operations;

    Metrics(Operations operations) {
        this.operations = operations;
    }

    /** The metrics; empty if the platform knows no plan of the offering. */
    Optional<ArrayNode> current() {
        return operations.counts().filter(counts -> !counts.isEmpty()).map(this::of);
    }

    private ArrayNode of(Map<String, Integer> counts) {
        var offering = operations.configuration().offering();
        var list = Json.mapper().createArrayNode();
        boolean known =
                counts.keySet().stream().allMatch(id -> offering.plan(id).isPresent());
        if (!known) {
            operations.log("the platform has a plan that is not in the catalog: no metrics");
            return list;
        }
        plans(list, offering, counts);
        whole(list, offering, counts);
        return list;
    }

    private static void plans(ArrayNode list, Offering offering, Map<String, Integer> counts) {
        for (var plan : offering.plans()) {
            var count = counts.get(plan.id());
            if (count == null) {
                continue;
            }
            var prefix = "/on-demand-broker/" + offering.name() + "/" + plan.name() + "/";
            instances(list, prefix, plan.quotas(), count);
            new TreeMap<>(plan.quotas().resources()).forEach((kind, quota) -> {
                long used = (long) count * quota.cost();
                if (quota.cost() != 0) {
                    metric(list, prefix + kind + "/used", used);
                }
                if (quota.limit() != 0) {
                    metric(list, prefix + kind + "/remaining", quota.limit() - used);
                }
            });
        }
    }

    private void whole(ArrayNode list, Offering offering, Map<String, Integer> counts) {
        var prefix = "/on-demand-broker/" + offering.name() + "/";
        instances(
                list,
                prefix,
                offering.globalQuotas(),
                counts.values().stream().mapToInt(Integer::intValue).sum());
        var used = operations.used(counts);
        new TreeMap<>(offering.globalQuotas().resources()).forEach((kind, quota) -> {
            long sum = used.getOrDefault(kind, 0L);
            metric(list, prefix + kind + "/used", sum);
            if (quota.limit() != 0) {
                metric(list, prefix + kind + "/remaining", quota.limit() - sum);
            }
        });
    }

    private static void instances(ArrayNode list, String prefix, Quotas quotas, int count) {
        metric(list, prefix + "total_instances", count);
        quotas.serviceInstanceLimit().ifPresent(limit -> metric(list, prefix + "quota_remaining", limit - count));
    }

    private static void metric(ArrayNode list, String key, long value) {
        list.addObject().put("key", key).put("value", value).put("unit", "count");
    }
}

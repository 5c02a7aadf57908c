package io.chandler.osb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Rules about catalog and request, and the typed views of what platforms send. */
class CatalogRulesTest {

    private static ObjectNode json(String text) {
        return Json.mapper().readTree(text.replace('\'', '"')).asObject();
    }

    @Test
    @DisplayName("P-08 a plan is found within its offering only")
    void aPlanIsFoundWithinItsOfferingOnly() {
        var catalog = TestCatalog.catalog();
        assertThat(CatalogRules.choose(catalog, TestCatalog.SERVICE, TestCatalog.SYNC))
                .isInstanceOfSatisfying(PlanChoice.Found.class, found -> {
                    assertThat(found.offering().id()).isEqualTo(TestCatalog.SERVICE);
                    assertThat(found.plan().id()).isEqualTo(TestCatalog.SYNC);
                });
        assertThat(CatalogRules.choose(catalog, "nowhere", TestCatalog.SYNC))
                .isInstanceOfSatisfying(
                        PlanChoice.Unknown.class,
                        unknown -> assertThat(unknown.description())
                                .startsWith("service_id must be")
                                .contains("'nowhere'"));
        assertThat(CatalogRules.choose(catalog, TestCatalog.SERVICE, TestCatalog.OTHER_PLAN))
                .isInstanceOfSatisfying(
                        PlanChoice.Unknown.class,
                        unknown -> assertThat(unknown.description())
                                .startsWith("plan_id must be")
                                .contains("'p-other'"));
        assertThat(CatalogRules.choose(catalog, "\uD83D\uDEA2".repeat(200), ""))
                .isInstanceOfSatisfying(
                        PlanChoice.Unknown.class,
                        unknown -> assertThat(unknown.description()).hasSizeLessThan(250));
    }

    @Test
    @DisplayName("P-10, P-11, UP-11 the maintenance version must be the catalog's, letter by letter")
    void theMaintenanceVersionMustBeTheCatalogs() {
        var offering = TestCatalog.catalog().offerings().getFirst();
        var maintained = offering.plan(TestCatalog.MAINTAINED).orElseThrow();
        var plain = offering.plan(TestCatalog.SYNC).orElseThrow();
        assertThat(CatalogRules.maintenanceConflict(maintained, Optional.of("2.1.1+abcdef")))
                .isEmpty();
        assertThat(CatalogRules.maintenanceConflict(maintained, Optional.empty()))
                .isEmpty();
        assertThat(CatalogRules.maintenanceConflict(maintained, Optional.of("2.1.1")))
                .get()
                .extracting(Answer.MaintenanceInfoConflict::description)
                .asString()
                .contains("2.1.1+abcdef");
        assertThat(CatalogRules.maintenanceConflict(maintained, Optional.of("9.9.9")))
                .isPresent();
        assertThat(CatalogRules.maintenanceConflict(plain, Optional.of("1.0.0")))
                .isPresent();
        assertThat(CatalogRules.maintenanceConflict(plain, Optional.empty())).isEmpty();
    }

    @Test
    @DisplayName("P-08, P-10 both rules as a platform sees them")
    void bothRulesAsAPlatformSeesThem() {
        var platform = new TestPlatform(new MemoryBroker());
        var path = TestPlatform.INSTANCE_PATH;
        assertThat(platform.put(path, TestPlatform.asking(TestCatalog.OTHER_PLAN))
                        .send()
                        .status())
                .isEqualTo(400);
        var conflict = platform.put(
                        path, TestPlatform.asking(TestCatalog.MAINTAINED, "'maintenance_info':{'version':'2.1.1'}"))
                .send();
        assertThat(conflict.status()).isEqualTo(422);
        assertThat(conflict.text("error")).isEqualTo("MaintenanceInfoConflict");
        var right = "'maintenance_info':{'version':'2.1.1+abcdef','description':'other','x':1}";
        assertThat(platform.put(path, TestPlatform.asking(TestCatalog.MAINTAINED, right))
                        .send()
                        .status())
                .isEqualTo(201);
    }

    @Test
    @DisplayName("V-02 the context of Cloud Foundry")
    void theContextOfCloudFoundry() {
        var properties = json("{'platform':'cloudfoundry','organization_guid':'o','organization_name':'on',"
                + "'space_guid':'s','space_name':'sn','instance_name':'i','space_annotations':{'p/a':'b'},"
                + "'organization_annotations':7,'x':1}");
        var context = CloudFoundryContext.of(new PlatformContext(properties)).orElseThrow();
        assertThat(context.organizationId()).contains("o");
        assertThat(context.organizationName()).contains("on");
        assertThat(context.spaceId()).contains("s");
        assertThat(context.spaceName()).contains("sn");
        assertThat(context.instanceName()).contains("i");
        assertThat(context.spaceAnnotations().get("p/a").stringValue()).isEqualTo("b");
        assertThat(context.organizationAnnotations().isEmpty()).isTrue();
        assertThat(context.instanceAnnotations().isEmpty()).isTrue();
        assertThat(context.properties().get("x").intValue()).isEqualTo(1);
        assertThat(KubernetesContext.of(new PlatformContext(properties))).isEmpty();
        assertThat(CloudFoundryContext.of(new PlatformContext(Json.object()))).isEmpty();
    }

    @Test
    @DisplayName("V-04 the context of Kubernetes")
    void theContextOfKubernetes() {
        var properties = json("{'platform':'kubernetes','namespace':'n','clusterid':'c','instance_name':'i',"
                + "'namespace_annotations':{'a':'b'},'instance_annotations':{'c':'d'}}");
        var context = KubernetesContext.of(new PlatformContext(properties)).orElseThrow();
        assertThat(context.namespace()).contains("n");
        assertThat(context.clusterId()).contains("c");
        assertThat(context.instanceName()).contains("i");
        assertThat(context.namespaceAnnotations().size()).isEqualTo(1);
        assertThat(context.instanceAnnotations().size()).isEqualTo(1);
        assertThat(CloudFoundryContext.of(new PlatformContext(properties))).isEmpty();
    }

    @Test
    @DisplayName("V-06, V-07 the users of both platforms")
    void theUsersOfBothPlatforms() {
        var user = new OriginatingIdentity(
                "kubernetes",
                json("{'username':'duke','uid':'u','groups':['a',1,'b'],'extra':{'k':['v'],'odd':1},'x':2}"));
        var kubernetes = KubernetesUser.of(user).orElseThrow();
        assertThat(kubernetes.name()).contains("duke");
        assertThat(kubernetes.uid()).contains("u");
        assertThat(kubernetes.groups()).containsExactly("a", "b");
        assertThat(kubernetes.extra()).isEqualTo(Map.of("k", List.of("v"), "odd", List.of()));
        assertThat(CloudFoundryUser.of(user)).isEmpty();
        assertThat(KubernetesUser.of(new OriginatingIdentity("kubernetes", Json.object()))
                        .orElseThrow()
                        .extra())
                .isEmpty();
        assertThat(CloudFoundryUser.of(new OriginatingIdentity("cloudfoundry", json("{'user_id':'u'}")))
                        .orElseThrow()
                        .id())
                .contains("u");
    }

    @Test
    @DisplayName("V-08 the members of a bind resource")
    void theMembersOfABindResource() {
        var resource = new BindResource(
                json("{'app_guid':'a','route':'r.example.org','space_guid':'s','app_annotations':{'k':'v'}}"));
        assertThat(resource.appId()).contains("a");
        assertThat(resource.route()).contains("r.example.org");
        assertThat(resource.spaceId()).contains("s");
        assertThat(resource.credentialClientId()).isEmpty();
        assertThat(resource.appAnnotations().size()).isEqualTo(1);
    }
}

package io.chandler.osb;

import static io.chandler.osb.TestPlatform.BINDING_PATH;
import static io.chandler.osb.TestPlatform.IDS;
import static io.chandler.osb.TestPlatform.INSTANCE_PATH;
import static io.chandler.osb.TestPlatform.asking;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whole lives of instances and bindings as a platform sees them. */
class EndpointFlowTest {

    private final TestPlatform platform = new TestPlatform(new MemoryBroker());

    @Test
    @DisplayName("S-03, P-02, P-03, F-02, LI-01, P-04 an asynchronous life")
    void anAsynchronousLife() {
        var body = asking(TestCatalog.ASYNC, "'parameters':{'a':1,'b':{'c':2.0}}");
        var refused = platform.put(INSTANCE_PATH, body).send();
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("error")).isEqualTo("AsyncRequired");
        assertThat(platform.get(INSTANCE_PATH + "/last_operation").send().status())
                .isEqualTo(404);

        var async = INSTANCE_PATH + "?accepts_incomplete=true";
        var accepted = platform.put(async, body).send();
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(platform.put(async, body).send().text("operation")).isEqualTo(accepted.text("operation"));
        assertThat(platform.get(INSTANCE_PATH).send().status()).isEqualTo(404);

        var poll = INSTANCE_PATH + "/last_operation?operation=" + accepted.text("operation");
        var progress = platform.get(poll).send();
        assertThat(progress.text("state")).isEqualTo("in progress");
        assertThat(progress.header("Retry-After")).contains("2");
        assertThat(platform.get(poll).send().text("state")).isEqualTo("succeeded");

        var permuted = asking(TestCatalog.ASYNC, "'parameters':{'b':{'c':2},'a':1.0}");
        assertThat(platform.put(async, permuted).send().status()).isEqualTo(200);
        var other = asking(TestCatalog.ASYNC, "'parameters':{'a':2}");
        assertThat(platform.put(async, other).send().status()).isEqualTo(409);
        assertThat(platform.get(INSTANCE_PATH).send().text("plan_id")).isEqualTo(TestCatalog.ASYNC);
    }

    @Test
    @DisplayName("B-01, B-04, G-03, UB-02, UB-04, D-02, D-04 a synchronous life")
    void aSynchronousLife() {
        var body = asking(TestCatalog.SYNC);
        assertThat(platform.put(BINDING_PATH, body).send().status()).isEqualTo(404);
        assertThat(platform.put(INSTANCE_PATH, body).send().status()).isEqualTo(201);
        var created = platform.put(BINDING_PATH, body).send();
        assertThat(created.status()).isEqualTo(201);
        var repeated = platform.put(BINDING_PATH, body).send();
        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.text()).isEqualTo(created.text());
        assertThat(platform.get(BINDING_PATH).send().json().get("credentials"))
                .isEqualTo(created.json().get("credentials"));
        assertThat(platform.patch(INSTANCE_PATH, "{'service_id':'s-1'}").send().status())
                .isEqualTo(200);
        assertThat(platform.delete(BINDING_PATH + IDS).send().text()).isEqualTo("{}");
        assertThat(platform.delete(BINDING_PATH + IDS).send().status()).isEqualTo(410);
        assertThat(platform.delete(INSTANCE_PATH + IDS).send().text()).isEqualTo("{}");
        assertThat(platform.delete(INSTANCE_PATH + IDS).send().status()).isEqualTo(410);
        assertThat(platform.patch(INSTANCE_PATH, "{'service_id':'s-1'}").send().status())
                .isEqualTo(404);
    }

    @Test
    void manyRequestsAtOnceDoNotDisturbEachOther() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var lives = new ArrayList<Callable<List<Integer>>>();
            for (int i = 0; i < 200; i++) {
                var path = "/v2/service_instances/many-" + i;
                lives.add(() -> List.of(
                        platform.put(path, asking(TestCatalog.SYNC)).send().status(),
                        platform.get("/v2/catalog").send().status(),
                        platform.put(path, "{bad").send().status(),
                        platform.delete(path + IDS).send().status()));
            }
            for (var life : threads.invokeAll(lives)) {
                assertThat(life.get()).containsExactly(201, 200, 400, 200);
            }
        }
    }
}

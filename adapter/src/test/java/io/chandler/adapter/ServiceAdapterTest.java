package io.chandler.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAdapterTest {

    private final EchoAdapter echo = new EchoAdapter();
    private final ServiceAdapter adapter = ServiceAdapter.of(echo);

    private Call positional(String call) {
        return Call.of(adapter, Contract.arguments(call), "");
    }

    private Call standardInput(String call) {
        var subcommand = call.replace("-first", "");
        return Call.of(adapter, List.of(subcommand), Contract.bytes(call + ".stdin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-binding", "dashboard-url", "generate-plan-schemas"})
    void anAnswerHasTheBytesOfTheContractInBothStyles(String call) {
        var stdout = Contract.bytes(call + ".stdout");
        assertThat(positional(call)).isEqualTo(new Call(0, stdout, "[odb-sdk] handling " + call + "\n"));
        assertThat(standardInput(call)).isEqualTo(new Call(0, stdout, "[odb-sdk] handling " + call + "\n"));
    }

    @Test
    void aManifestIsAnsweredAsJsonOrAlone() {
        assertThat(standardInput("generate-manifest").stdout()).isEqualTo(Contract.bytes("generate-manifest.stdout"));
        assertThat(standardInput("generate-manifest-first").stdout())
                .isEqualTo(Contract.bytes("generate-manifest-first.stdout"));
        assertThat(positional("generate-manifest").stdout()).isEqualTo(Contract.MANIFEST);
    }

    @Test
    void theManifestsInputsArrive() {
        standardInput("generate-manifest");
        var request = (ManifestRequest) echo.request;
        assertThat(request.deployment()).isEqualTo(Contract.DEPLOYMENT);
        assertThat(request.plan().instanceGroups()).isEqualTo(Contract.PLAN.instanceGroups());
        assertThat(request.plan().update()).isEqualTo(Contract.PLAN.update());
        assertThat(request.plan().lifecycleErrands()).isEqualTo(Contract.PLAN.lifecycleErrands());
        assertThat(request.plan().properties().values("limits").integer("clients"))
                .contains(100L);
        assertThat(request.previousPlan()).contains(Contract.SMALL);
        assertThat(request.previousManifest().orElseThrow().tags().text("motto"))
                .contains("<grüße> & \"quoted\"");
        assertThat(request.parameters().parameters().text("name")).contains("é\u2028");
        assertThat(request.parameters().platform()).contains("cloudfoundry");
        assertThat(request.previousSecrets()).isEqualTo(Map.of("((odb_secret:b))", "2", "((/odb/secret))", "v<1>"));
        assertThat(request.previousConfigs()).isEqualTo(Map.of("cloud", "vm_types: []\n"));
        assertThat(request.uaaClient())
                .contains(new UaaClient("i", "s3cret", "n", "a.b", "client_credentials", "r", "x,y"));
        assertThat(request.toString() + request.uaaClient()).doesNotContain("s3cret", "v<1>");
    }

    @Test
    void whatIsAbsentIsEmpty() {
        for (var call : List.of(standardInput("generate-manifest-first"), positional("generate-manifest-first"))) {
            assertThat(call.exitCode()).isZero();
            var request = (ManifestRequest) echo.request;
            assertThat(request.plan()).isEqualTo(Contract.SMALL);
            assertThat(request.parameters().parameters().map()).isEmpty();
            assertThat(request.parameters().platform()).isEmpty();
            assertThat(request.previousManifest()).isEmpty();
            assertThat(request.previousPlan()).isEmpty();
            assertThat(request.previousSecrets()).isEmpty();
            assertThat(request.previousConfigs()).isEmpty();
            assertThat(request.uaaClient()).isEmpty();
        }
    }

    @Test
    void theBindingsInputsArrive() {
        for (var name : List.of("create-binding", "delete-binding")) {
            standardInput(name);
            var request = (BindingRequest) echo.request;
            assertThat(request.bindingId()).isEqualTo("b-1");
            assertThat(request.boshVms()).isEqualTo(Map.of("redis", List.of("10.0.0.1", "10.0.0.2")));
            assertThat(request.manifest().name()).isEqualTo("service-instance_4f6e7a10");
            assertThat(request.parameters().appGuid()).contains("app");
            assertThat(request.secrets()).isEqualTo(Map.of("((/odb/secret))", "v"));
            assertThat(request.dnsAddresses()).isEqualTo(Map.of("leader", "q-s0.redis.bosh"));
            positional(name);
            assertThat(((BindingRequest) echo.request).secrets()).isEmpty();
        }
        assertThat(standardInput("delete-binding").stdout()).isEmpty();
    }

    @Test
    void moreArgumentsThanNeededAreIgnored() {
        var arguments = new ArrayList<>(Contract.arguments("dashboard-url"));
        arguments.add("more");
        assertThat(Call.of(adapter, arguments, "").exitCode()).isZero();
    }

    @Test
    void withoutASubcommandTheImplementedOnesAreNamed() {
        assertThat(Call.of(adapter))
                .isEqualTo(new Call(
                        1,
                        "",
                        "[odb-sdk] the following commands are supported: create-binding, dashboard-url, "
                                + "delete-binding, generate-manifest, generate-plan-schemas\n"));
    }

    @Test
    void anUnknownSubcommandIsRefused() {
        ManifestGenerator generator =
                request -> new GeneratedManifest(request.deployment().manifest());
        assertThat(Call.of(ServiceAdapter.of(generator), "nonsense")).isEqualTo(new Call(1, "", """
                        [odb-sdk] handling nonsense
                        [odb-sdk] unknown subcommand: nonsense. The following commands are supported: generate-manifest
                        """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"generate-manifest", "create-binding", "delete-binding", "dashboard-url", "generate-plan-schemas"
            })
    void whatIsNotImplementedExitsWith10WhateverItsInput(String name) {
        assertThat(Call.of(ServiceAdapter.of(), name, "{"))
                .isEqualTo(
                        new Call(10, "", "[odb-sdk] handling " + name + "\n[odb-sdk] " + name + " not implemented\n"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    generate-manifest, <service-deployment-JSON> <plan-JSON> <request-params-JSON> <previous-manifest-YAML> <previous-plan-JSON>
                    create-binding,    <binding-ID> <bosh-VMs-JSON> <manifest-YAML> <request-params-JSON>
                    delete-binding,    <binding-ID> <bosh-VMs-JSON> <manifest-YAML> <request-params-JSON>
                    dashboard-url,     <instance-ID> <plan-JSON> <manifest-YAML>
                    """)
    void missingArgumentsAreTold(String name, String usage) {
        assertThat(Call.of(adapter, name, "one"))
                .isEqualTo(new Call(
                        1,
                        "",
                        "[odb-sdk] handling " + name + "\n[odb-sdk] Missing arguments for " + name
                                + ". Usage: service-adapter " + name + " " + usage + "\n"));
    }

    @Test
    void standardInputMustBeThereAndJson() {
        assertThat(Call.of(adapter, "create-binding").stderr())
                .endsWith("[odb-sdk] expecting parameters to be passed via stdin\n");
        assertThat(Call.of(adapter, List.of("create-binding"), "{x").stderr())
                .endsWith("[odb-sdk] error unmarshalling input params JSON, error: "
                        + "invalid character 'x' looking for beginning of object key string\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-plan-json", "--plan-json", "-plan-json=", "--plan-json="})
    void thePlanIsAFlagInTheFormsOfGo(String flag) {
        var plan = Contract.arguments("generate-plan-schemas").getLast();
        var call = flag.endsWith("=")
                ? Call.of(adapter, "generate-plan-schemas", flag + plan)
                : Call.of(adapter, "generate-plan-schemas", flag, plan);
        assertThat(call.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "-foo, flag provided but not defined: -foo",
        "--plan-json, flag needs an argument: -plan-json",
        "-help, flag: help requested",
        "{}, flag -plan-json is missing"
    })
    void aWrongFlagIsToldWithItsUsage(String argument, String message) {
        var call = Call.of(adapter, "generate-plan-schemas", argument);
        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.stdout()).isEmpty();
        assertThat(call.stderr())
                .contains(message, "Usage:", "Incorrect arguments for generate-plan-schemas", "-plan-json <plan-JSON>");
    }

    @ParameterizedTest
    @CsvSource({
        "1, x, unmarshalling service deployment: invalid character 'x' looking for beginning of value",
        "1, '{\"releases\":[],\"stemcells\":[]}', validating service deployment: Key: "
                + "'ServiceDeployment.DeploymentName' Error:Field validation for 'DeploymentName' failed on the 'required' tag",
        "2, '{\"properties\":{}}', validating service plan: Key: "
                + "'Plan.InstanceGroups' Error:Field validation for 'InstanceGroups' failed on the 'required' tag",
        "2, '', unmarshalling service plan: unexpected end of JSON input",
        "2, '{\"instance_groups\":[{\"instances\":\"x\"}]}', unmarshalling service plan: instance_groups[0].instances must be a whole number",
        "3, x, unmarshalling requestParams: invalid character 'x' looking for beginning of value",
        "4, '\"x', unmarshalling previous manifest: line 1: found unexpected end of stream",
        "4, '{\"instance_groups\":[{\"networks\":[\"a\"]}]}', unmarshalling previous manifest: instance_groups[0].networks[0] must be a map",
        "5, '{}', validating previous service plan: Key: "
                + "'Plan.InstanceGroups' Error:Field validation for 'InstanceGroups' failed on the 'required' tag",
        "5, x, unmarshalling previous service plan: invalid character 'x' looking for beginning of value"
    })
    void anInputThatIsWrongIsForTheOperatorOnly(int place, String value, String message) {
        var arguments = new ArrayList<>(Contract.arguments("generate-manifest"));
        arguments.set(place, value);
        assertThat(Call.of(adapter, arguments, ""))
                .isEqualTo(new Call(1, "", "[odb-sdk] handling generate-manifest\n[odb-sdk] " + message + "\n"));
        assertThat(echo.request).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "create-binding, 2, unmarshalling BOSH VMs",
        "create-binding, 3, unmarshalling manifest YAML",
        "create-binding, 4, unmarshalling request binding parameters",
        "dashboard-url, 2, unmarshalling service plan",
        "dashboard-url, 3, unmarshalling manifest YAML",
        "generate-plan-schemas, 2, error unmarshalling plan JSON"
    })
    void theInputThatIsWrongIsNamed(String name, int place, String message) {
        var arguments = new ArrayList<>(Contract.arguments(name));
        arguments.set(place, "[");
        var call = Call.of(adapter, arguments, "");
        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.stdout()).isEmpty();
        assertThat(call.stderr()).contains("[odb-sdk] " + message + ": ");
    }

    @Test
    void allThatAPlanLacksIsToldAtOnce() {
        var plan = """
                {"instance_groups":[{"name":"a","instances":0,"azs":[]},{"vm_type":"t","instances":1,"networks":[],"azs":["z"]}]}""";
        assertThat(Call.of(adapter, "generate-plan-schemas", "-plan-json", plan).stderr())
                .isEqualTo("""
                        [odb-sdk] handling generate-plan-schemas
                        [odb-sdk] error validating plan JSON: Key: 'Plan.InstanceGroups[0].VMType' Error:Field validation for 'VMType' failed on the 'required' tag
                        Key: 'Plan.InstanceGroups[0].Instances' Error:Field validation for 'Instances' failed on the 'min' tag
                        Key: 'Plan.InstanceGroups[0].Networks' Error:Field validation for 'Networks' failed on the 'required' tag
                        Key: 'Plan.InstanceGroups[0].AZs' Error:Field validation for 'AZs' failed on the 'min' tag
                        Key: 'Plan.InstanceGroups[1].Name' Error:Field validation for 'Name' failed on the 'required' tag
                        """);
    }

    private static Call creating(RuntimeException failure) {
        BindingCreator creator = request -> {
            throw failure;
        };
        return Call.of(ServiceAdapter.of(creator), Contract.arguments("create-binding"), "");
    }

    private static Call deleting(RuntimeException failure) {
        BindingDeleter deleter = request -> {
            throw failure;
        };
        return Call.of(ServiceAdapter.of(deleter), List.of("delete-binding"), Contract.bytes("delete-binding.stdin"));
    }

    @Test
    void theAuthorsSentenceStandsAloneOnStandardOutput() {
        assertThat(creating(new AdapterException("no room left")))
                .isEqualTo(new Call(1, "no room left", "[odb-sdk] handling create-binding\n[odb-sdk] no room left\n"));
        assertThat(creating(new AdapterException(""))).extracting(Call::stdout).isEqualTo("");
    }

    @Test
    void failuresThatThePlatformKnowsHaveTheirExitCodes() {
        assertThat(creating(new BindingAlreadyExistsException("b-1")))
                .extracting(Call::exitCode, Call::stdout)
                .containsExactly(49, "binding already exists: b-1");
        assertThat(creating(new AppGuidNotProvidedException()))
                .extracting(Call::exitCode, Call::stdout)
                .containsExactly(42, "app GUID not provided");
        assertThat(deleting(new BindingNotFoundException("b-1")))
                .extracting(Call::exitCode, Call::stdout)
                .containsExactly(41, "binding not found: b-1");
        assertThat(deleting(new NotImplementedException("keys")).exitCode()).isEqualTo(10);
        assertThat(deleting(new BindingAlreadyExistsException()).exitCode()).isEqualTo(1);
        assertThat(creating(new BindingNotFoundException()).exitCode()).isEqualTo(1);
    }

    @Test
    void aDefectIsForTheOperatorAndHasNoStackTrace() {
        var call = creating(new IllegalStateException("broken"));
        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.stdout()).isEmpty();
        assertThat(call.stderr().lines()).hasSize(2).last().asString().contains("broken", "ServiceAdapterTest.java:");
    }

    @Test
    void aParameterOfAWrongTypeIsToldToTheUser() {
        BindingCreator creator = request -> {
            request.parameters().parameters().integer("size", 1, 10);
            return new Binding(Map.of());
        };
        var arguments = new ArrayList<>(Contract.arguments("create-binding"));
        arguments.set(4, "{\"parameters\":{\"size\":11}}");
        assertThat(Call.of(ServiceAdapter.of(creator), arguments, ""))
                .extracting(Call::exitCode, Call::stdout)
                .containsExactly(1, "parameters.size must be from 1 to 10");
    }

    @Test
    void whatCannotBeWrittenIsForTheOperator() {
        ManifestGenerator generator = request -> {
            var manifest = request.deployment().manifest("default");
            manifest.tags().put("wrong", new Object());
            return new GeneratedManifest(manifest);
        };
        for (var call : List.of(
                Call.of(ServiceAdapter.of(generator), Contract.arguments("generate-manifest"), ""),
                Call.of(
                        ServiceAdapter.of(generator),
                        List.of("generate-manifest"),
                        Contract.bytes("generate-manifest.stdin")))) {
            assertThat(call.exitCode()).isEqualTo(1);
            assertThat(call.stdout()).isEmpty();
            assertThat(call.stderr()).contains("error marshalling bosh manifest: cannot write a java.lang.Object");
        }
    }
}

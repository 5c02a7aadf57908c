package io.chandler.adapter.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.adapter.document.DocumentException;
import io.chandler.adapter.document.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTest {

    /** Known and unknown keys, and scalars that readers take for different things. */
    private static final String MANIFEST = """
            future_key:
              nested:
              - 0x1F
              - 1_000
              - 0o17
              - 010
              - 08
              - 1:30
              - yes
              - ~
              - 2026-11-21
              - 18446744073709551616
              - 1.10
              - 1e3
              - .5
              - -0
            name: d
            releases:
            - name: redis
              version: 3421.10
              sha1: abc
            instance_groups:
            - name: redis
              jobs:
              - name: server
                release: redis
                properties:
                  password: ((odb_secret:p))
                  maxclients: 60
                  conf: |
                    line one
                      line two

                    end
            1: numeric key
            on: word key
            update: null
            """;

    @Test
    void whatIsNotChangedIsWrittenAsItStood() {
        assertThat(Manifest.parse(MANIFEST).toYaml()).isEqualTo(MANIFEST);
    }

    @Test
    void aChangeLeavesTheRestAsItStood() {
        var manifest = Manifest.parse(MANIFEST);
        manifest.instanceGroup("redis")
                .orElseThrow()
                .job("server")
                .orElseThrow()
                .properties()
                .put("maxclients", 61);
        manifest.releases().getFirst().values().put("version", "3421.20");
        assertThat(manifest.toYaml())
                .isEqualTo(MANIFEST.replace("maxclients: 60", "maxclients: 61")
                        .replace("version: 3421.10", "version: \"3421.20\""));
    }

    @Test
    void scalarsKeepTheirTextWhereATextIsNeeded() {
        var manifest = Manifest.parse("{releases: [{name: 010, version: 3421.10}], tags: {a: yes, b: 0x1F, c: 1e3}}");
        assertThat(manifest.releases().getFirst().version()).isEqualTo("3421.10");
        assertThat(manifest.releases().getFirst().name()).isEqualTo("010");
        assertThat(manifest.values().textMap("tags")).isEqualTo(Map.of("a", "yes", "b", "0x1F", "c", "1e3"));
        assertThat(manifest.tags().flag("a")).contains(true);
        assertThat(manifest.tags().integer("b")).contains(31L);
    }

    @Test
    void aManifestHasTheBytesThatTheOriginalWrites() {
        var manifest = Manifest.named("deployment-name")
                .addRelease("a-release", "latest")
                .addStemcell("greatest", "Windows", "3.1");
        manifest.addInstanceGroup("Test", 0, "", "").properties().put("parseSymbols", "yes%[===");
        assertThat(manifest.toYaml()).isEqualTo("""
                        name: deployment-name
                        releases:
                        - name: a-release
                          version: latest
                        stemcells:
                        - alias: greatest
                          os: Windows
                          version: "3.1"
                        instance_groups:
                        - name: Test
                          instances: 0
                          vm_type: ""
                          stemcell: ""
                          networks: []
                          properties:
                            parseSymbols: yes%[===
                        update: null
                        """);
    }

    @Test
    void aManifestIsBuiltFromNothing() {
        var manifest = Manifest.named("service-instance_1")
                .addRelease("redis", "1.2")
                .addStemcell("default", "ubuntu-jammy", "1.90");
        var group = manifest.addInstanceGroup("redis", 2, "small", "default")
                .azs(List.of("z1", "z2"))
                .persistentDiskType("10GB")
                .lifecycle("service")
                .vmExtensions(List.of("lb"))
                .migratedFrom(List.of("old"));
        group.addNetwork("services").staticIps(List.of("10.0.0.1")).defaultFor(List.of("dns"));
        group.env().valuesIn("bosh").put("swap_size", 0);
        group.update().put("canaries", 1);
        group.addJob("redis-server", "redis")
                .provideShared("redis")
                .provideAs("cluster", "redis-cluster")
                .provideWithAliases("admin", List.of(new Job.Alias("redis.internal")))
                .consume("peers", "redis-cluster")
                .consumeFromDeployment("logs", "syslog", "logging")
                .consumeNothing("backup")
                .defineProvider("extra", "address", List.of("port"))
                .properties()
                .put("port", 6379)
                .put("password", "((password))");
        manifest.addVariable("password", "password")
                .updateMode("converge")
                .options()
                .put("length", 40);
        manifest.addVariable("tls", "certificate")
                .consumes()
                .valuesIn("common_name")
                .put("from", "redis");
        manifest.addAddon("logs").addJob("syslog", "syslog");
        manifest.addons().getFirst().include().put("instance_groups", List.of("redis"));
        manifest.features().put("use_dns_addresses", true);
        manifest.tags().put("on", "yes");
        manifest.update(Map.of("canaries", 1));
        var yaml = manifest.toYaml();
        assertThat(yaml).isEqualTo("""
                        name: service-instance_1
                        releases:
                        - name: redis
                          version: "1.2"
                        stemcells:
                        - alias: default
                          os: ubuntu-jammy
                          version: "1.90"
                        instance_groups:
                        - name: redis
                          instances: 2
                          vm_type: small
                          stemcell: default
                          networks:
                          - name: services
                            static_ips:
                            - "10.0.0.1"
                            default:
                            - dns
                          azs:
                          - z1
                          - z2
                          persistent_disk_type: "10GB"
                          lifecycle: service
                          vm_extensions:
                          - lb
                          migrated_from:
                          - name: old
                          env:
                            bosh:
                              swap_size: 0
                          update:
                            canaries: 1
                          jobs:
                          - name: redis-server
                            release: redis
                            provides:
                              redis:
                                shared: true
                              cluster:
                                as: redis-cluster
                              admin:
                                aliases:
                                - domain: redis.internal
                            consumes:
                              peers:
                                from: redis-cluster
                              logs:
                                from: syslog
                                deployment: logging
                              backup: nil
                            custom_provider_definitions:
                            - name: extra
                              type: address
                              properties:
                              - port
                            properties:
                              port: 6379
                              password: ((password))
                        update:
                          canaries: 1
                        variables:
                        - name: password
                          type: password
                          update_mode: converge
                          options:
                            length: 40
                        - name: tls
                          type: certificate
                          consumes:
                            common_name:
                              from: redis
                        addons:
                        - name: logs
                          jobs:
                          - name: syslog
                            release: syslog
                          include:
                            instance_groups:
                            - redis
                        features:
                          use_dns_addresses: true
                        tags:
                          "on": "yes"
                        """);
        assertThat(Manifest.parse(yaml).values()).isEqualTo(manifest.values());
    }

    @Test
    void aKnownPartOfAWrongTypeIsNamed() {
        assertThatThrownBy(() -> Manifest.parse("instance_groups: [{networks: [a]}]"))
                .isInstanceOf(DocumentException.class)
                .hasMessage("instance_groups[0].networks[0] must be a map");
        assertThatThrownBy(() -> Manifest.parse("tags: 3")).hasMessage("tags must be a map");
        assertThatThrownBy(() -> Manifest.parse("- a")).hasMessage("must be a map at the top");
        assertThatThrownBy(() -> Manifest.parse("a: b\n c: d")).hasMessageStartingWith("line 2: ");
        assertThat(Manifest.parse("").name()).isEmpty();
    }

    @Test
    void aliasesAndMergedMapsAreResolved() {
        assertThat(Manifest.parse("base: &b {x: 1, y: 2}\ntags: {<<: *b, y: 3}\n")
                        .tags()
                        .map())
                .isEqualTo(Map.of("x", 1, "y", 3));
        assertThatThrownBy(() -> Yaml.read("a: &a [*a]")).hasMessageStartingWith("line 1: ");
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertThatThrownBy(() -> Yaml.read(bomb.toString())).hasMessage("aliases make the document too large");
    }

    @Test
    void noValueIsShown() {
        assertThat(Manifest.parse("name: n\npassword: p3").toString()).isEqualTo("Manifest[n]");
        assertThat(Manifest.parse("releases: [{secret: p3}]").releases().toString())
                .doesNotContain("p3");
    }
}

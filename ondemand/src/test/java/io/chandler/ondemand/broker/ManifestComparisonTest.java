package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManifestComparisonTest {

    @Test
    void orderUpdateBlocksAndWhatSaysNothingDoNotCount() {
        assertThat(
                        ManifestComparison.same(
                                "name: x\nupdate: {canaries: 1}\ninstance_groups: [{name: a, instances: 1, update: {serial: true}}]\n",
                                "instance_groups:\n- instances: 1\n  name: a\n  azs: []\nname: x\nupdate: {canaries: 5}\ntags: {}\n"))
                .isTrue();
        assertThat(ManifestComparison.same("a: 1.0\n", "a: 1\n")).isTrue();
    }

    @Test
    void everythingElseDoes() {
        assertThat(ManifestComparison.same("name: x\n", "name: y\n")).isFalse();
        assertThat(ManifestComparison.same("a: [1, 2]\n", "a: [2, 1]\n")).isFalse();
        assertThat(ManifestComparison.same("a: \"1\"\n", "a: 1\n")).isFalse();
        assertThat(ManifestComparison.same("name: x\n", "name: x\nnew_bosh_key: {deep: 1}\n"))
                .isFalse();
        assertThat(ManifestComparison.same("properties: {update: 1}\n", "properties: {update: 2}\n"))
                .isFalse();
    }
}

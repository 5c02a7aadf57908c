package io.chandler.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterUrlTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kubernetes://cluster | nothing but options",
                "kubernetes:?namespace | name=value",
                "kubernetes:?namespace= | name=value",
                "kubernetes:?colour=red | unknown option \"colour\"; there are kubeconfig",
                "kubernetes:?namespace=A_b | option namespace, which must be",
                "kubernetes:?group=local | option group, which must be a domain name",
                "kubernetes:?context=a | needs the option kubeconfig",
                "kubernetes:?kubeconfig=%zz | two hexadecimal digits",
                "kubernetes:?kubeconfig=none.yaml | cannot be read",
                "kubernetes: | automountServiceAccountToken"
            })
    void aUrlThatIsWrongIsRefusedWithWhatWouldBeRight(String url, String sentence) {
        var location = StoreLocation.of(url, folder);
        assertThatThrownBy(() -> StoreFactory.of(location).openResources(location))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void whatWouldCopyItIsToldThatItCannot() {
        var location = StoreLocation.of("kubernetes:", folder);
        var factory = StoreFactory.of(location);
        Stream.<ThrowingCallable>of(
                        () -> factory.open(location),
                        () -> factory.openReadOnly(location),
                        () -> factory.openAlone(location))
                .forEach(opening -> assertThatThrownBy(opening)
                        .isInstanceOf(StoreOpenException.class)
                        .hasMessageStartingWith("the store kubernetes: is a cluster")
                        .hasMessageContaining("sqlite:, postgresql:, etcd: or etcds:"));
    }

    @Test
    void aKubeconfigThatIsNoneIsRefused() throws Exception {
        Files.writeString(folder.resolve("config"), "{[");
        var location = StoreLocation.of("kubernetes:?kubeconfig=config", folder);
        assertThatThrownBy(() -> StoreFactory.of(location).openResources(location))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("is not valid");
    }
}

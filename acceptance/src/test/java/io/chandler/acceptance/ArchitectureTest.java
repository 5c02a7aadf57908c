package io.chandler.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the arrows between the modules, and the order within each. */
class ArchitectureTest {

    /** Libraries that a module knows which depends on no other module. */
    private static final List<String> BASIC_LIBRARIES =
            List.of("java", "javax", "tools.jackson", "com.fasterxml.jackson.annotation", "org.jspecify");

    /** The modules, each after those that it may know. */
    enum Module {
        OSB("io.chandler.osb"),
        RESOURCES("io.chandler.resources"),
        STORE_KIT("io.chandler.store.kit", RESOURCES),
        STORE_SQL("io.chandler.store.sql", RESOURCES),
        STORE_ETCD("io.chandler.store.etcd", RESOURCES),
        STORE_KUBERNETES("io.chandler.store.kubernetes", RESOURCES),
        APISERVER("io.chandler.apiserver", RESOURCES),
        BROKER("io.chandler.broker", OSB, RESOURCES),
        ADAPTER("io.chandler.adapter"),
        ONDEMAND("io.chandler.ondemand", OSB, ADAPTER),
        TESTKIT("io.chandler.testkit", OSB),
        SERVER("io.chandler.server", OSB, RESOURCES, STORE_SQL, APISERVER, BROKER),
        CLI("io.chandler.cli", OSB, RESOURCES, STORE_SQL, APISERVER, BROKER, ADAPTER, ONDEMAND, TESTKIT, SERVER),
        REDIS_ADAPTER("io.chandler.examples.redis", ADAPTER),
        POSTGRES("io.chandler.examples.postgres", OSB, RESOURCES, STORE_SQL, APISERVER, BROKER, SERVER, CLI);

        final String root;
        final Set<Module> known;

        Module(String root, Module... known) {
            this.root = root;
            this.known = Set.of(known);
        }

        boolean contains(JavaClass type) {
            return within(root, type);
        }

        static Optional<Module> of(JavaClass type) {
            return Arrays.stream(values())
                    .filter(module -> module.contains(type))
                    .findFirst();
        }
    }

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.chandler");

    @Test
    void everyClassBelongsToAModule() {
        assertThat(CLASSES.stream().filter(type -> !within("io.chandler.acceptance", type)))
                .allSatisfy(
                        type -> assertThat(Module.of(type)).as(type.getName()).isPresent());
    }

    @ParameterizedTest
    @EnumSource
    void aModuleKnowsOnlyThoseBelowIt(Module module) {
        check(
                module,
                "know only " + module.known,
                target -> Module.of(target)
                        .map(other -> other == module || module.known.contains(other))
                        .orElse(!within("io.chandler", target)));
    }

    @ParameterizedTest
    @EnumSource(names = {"OSB", "RESOURCES", "APISERVER"})
    void aBasicModuleKnowsOnlyBasicLibraries(Module module) {
        check(
                module,
                "know only " + BASIC_LIBRARIES,
                target -> module.contains(target)
                        || (module == Module.APISERVER && Module.RESOURCES.contains(target))
                        || target.isPrimitive()
                        || BASIC_LIBRARIES.stream().anyMatch(library -> within(library, target)));
    }

    @Test
    void anAdapterNeedsYamlAndNothingElse() {
        check(
                Module.ADAPTER,
                "know only YAML",
                target -> Module.ADAPTER.contains(target)
                        || target.isPrimitive()
                        || List.of("java", "org.snakeyaml.engine", "org.jspecify").stream()
                                .anyMatch(library -> within(library, target)));
    }

    @ParameterizedTest
    @EnumSource
    void internalPackagesBelongToTheirModuleAlone(Module module) {
        check(
                module,
                "not use internal packages of other modules",
                target -> module.contains(target)
                        || !within("io.chandler", target)
                        || !Arrays.asList(target.getPackageName().split("\\.", -1))
                                .contains("internal"));
    }

    @Test
    void thePackagesOfAModuleFormNoCycle() {
        for (var module : EnumSet.allOf(Module.class)) {
            slices().assignedFrom(packagesOf(module))
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    /** The packages of a module; a package and its own {@code internal} are one, and so are resources and their lower seam. */
    private static SliceAssignment packagesOf(Module module) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return module.contains(type)
                        ? SliceIdentifier.of(type.getPackageName().replaceFirst("\\.(internal|store)$", ""))
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of " + module.root;
            }
        };
    }

    private static void check(Module module, String rule, Predicate<JavaClass> allowed) {
        classes()
                .that()
                .resideInAPackage(module.root + "..")
                .should(new ArchCondition<JavaClass>(rule) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(dependency -> !allowed.test(
                                        dependency.getTargetClass().getBaseComponentType()))
                                .forEach(dependency -> events.add(
                                        SimpleConditionEvent.violated(dependency, dependency.getDescription())));
                    }
                })
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static boolean within(String root, JavaClass type) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }
}

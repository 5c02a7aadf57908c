package io.chandler.ondemand.configuration;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the broker refuses to start with, in the order and the words of the Go broker; our own rules come last. */
final class Rules {

    private static final List<String> COMPATIBILITIES = List.of("specification", "original");
    private static final String EMPTY = " can't be empty";
    private static final String LATEST =
            "You must configure the exact release and stemcell versions in broker.service_deployment. ODB requires exact"
                    + " versions to detect pending changes as part of the 'cf update-service' workflow. For example,"
                    + " latest and 3112.latest are not supported.";

    private final Values file;
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Decoder lines;

    private Rules(Values file, Decoder lines) {
        this.file = file;
        this.lines = lines;
    }

    static List<Mistake> check(Values file, Decoder lines) {
        var rules = new Rules(file, lines);
        rules.broker(file.section("broker"));
        rules.bosh(file.section("bosh"));
        if (!file.section("broker").flag("disable_cf_startup_checks")) {
            rules.cloudFoundry(file.section("cf"));
        }
        rules.adapter(file.section("service_adapter"));
        rules.releases(file.section("service_deployment"));
        rules.errands(file.section("service_catalog"));
        rules.ours();
        return rules.mistakes;
    }

    /** Throws if a value of {@code compatibility} that stands elsewhere than in the file is none. */
    static void compatibility(String name, String value) {
        if (!value.isEmpty() && !COMPATIBILITIES.contains(value)) {
            throw new ConfigurationException(name + " must be " + String.join(" or ", COMPATIBILITIES));
        }
    }

    private void add(String path, String message) {
        mistakes.add(new Mistake(lines.line(path), path, message));
    }

    private void broker(Values broker) {
        if (broker.number("port") == 0) {
            add("broker.port", "broker.port" + EMPTY);
        }
        for (var name : List.of("username", "password")) {
            if (broker.text(name).isEmpty()) {
                add("broker." + name, "broker." + name + EMPTY);
            }
        }
    }

    private void bosh(Values bosh) {
        Consumer<String> tell = message -> add("bosh", "BOSH configuration error: " + message);
        if (bosh.text("url").isEmpty()) {
            tell.accept("must specify bosh url");
        }
        var basic = bosh.section("authentication.basic");
        var uaa = bosh.section("authentication.uaa");
        boolean uaaSet = !uaa.text("url").isEmpty()
                || uaa.section("client_credentials").anySet()
                || uaa.section("user_credentials").anySet();
        if (!uaaSet && !basic.anySet()) {
            tell.accept("must specify an authentication type");
        } else if (uaaSet && basic.anySet()) {
            tell.accept("cannot specify both basic and UAA authentication");
        } else if (uaaSet) {
            int before = mistakes.size();
            uaa(
                    uaa.section("client_credentials"),
                    uaa.section("user_credentials"),
                    fieldMistake -> tell.accept("authentication.uaa." + fieldMistake),
                    mistake -> tell.accept("authentication.uaa " + mistake));
            if (mistakes.size() == before && !uaa.section("client_credentials").anySet()) {
                tell.accept("authentication.uaa.client_credentials can't be empty: the director is not asked for tokens"
                        + " of users");
            }
        } else {
            bothGiven(basic, "username", "password", field -> tell.accept("authentication.basic." + field));
        }
    }

    private void cloudFoundry(Values cf) {
        Consumer<String> tell = message -> add("cf", "CF configuration error: " + message);
        if (cf.text("url").isEmpty()) {
            tell.accept("must specify CF url");
        }
        var client = cf.section("uaa.authentication.client_credentials");
        var user = cf.section("uaa.authentication.user_credentials");
        boolean url = !cf.section("uaa").text("url").isEmpty();
        if (!url && !client.anySet() && !user.anySet()) {
            tell.accept("must specify UAA authentication");
        } else {
            if (!url) {
                tell.accept("uaa url" + EMPTY);
            }
            uaa(client, user, tell, tell);
        }
    }

    private static void uaa(Values client, Values user, Consumer<String> field, Consumer<String> mistake) {
        if (!client.anySet() && !user.anySet()) {
            mistake.accept("authentication should contain either user_credentials or client_credentials");
        } else if (client.anySet() && user.anySet()) {
            mistake.accept("contains both client and user credentials");
        } else if (client.anySet()) {
            bothGiven(client, "client_id", "client_secret", text -> field.accept("client_credentials." + text));
        } else {
            bothGiven(user, "username", "password", text -> field.accept("user_credentials." + text));
        }
    }

    private static void bothGiven(Values values, String name, String secret, Consumer<String> tell) {
        for (var key : List.of(name, secret)) {
            if (values.text(key).isEmpty()) {
                tell.accept(key + EMPTY);
            }
        }
    }

    private void adapter(Values adapter) {
        var path = adapter.text("path");
        if (path.startsWith(Configuration.Adapter.CLASS_PREFIX)) {
            return;
        }
        executable(
                path,
                problem -> add("service_adapter.path", "checking for executable service adapter file: " + problem));
    }

    private static void executable(String path, Consumer<String> tell) {
        if (path.isEmpty()) {
            tell.accept("path is empty");
            return;
        }
        try {
            var attributes = Files.readAttributes(Path.of(path), PosixFileAttributes.class);
            if (attributes.isDirectory()) {
                tell.accept("'" + path + "' is a directory");
            } else if (!attributes
                    .permissions()
                    .containsAll(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE))) {
                tell.accept("'" + path + "' is not executable");
            }
        } catch (NoSuchFileException | InvalidPathException _) {
            tell.accept("stat " + path + ": no such file or directory");
        } catch (AccessDeniedException _) {
            tell.accept("stat " + path + ": permission denied");
        } catch (IOException _) {
            tell.accept("stat " + path + ": not a directory");
        }
    }

    private void releases(Values deployment) {
        for (var release : deployment.sections("releases")) {
            if (release.text("version").endsWith("latest")) {
                add(release.child("version"), LATEST);
            }
        }
    }

    private void errands(Values catalog) {
        for (var plan : catalog.sections("plans")) {
            for (var moment : List.of("post_deploy", "pre_delete")) {
                for (var errand : plan.section("lifecycle_errands").sections(moment)) {
                    errand.texts("instances").forEach(instance -> instance(errand.child("instances"), instance));
                }
            }
        }
    }

    private void instance(String path, String instance) {
        var pieces = instance.split("/", -1);
        if (pieces.length > 2 || List.of(pieces).contains("")) {
            add(path, "Must specify pool or instance '" + instance + "' in format 'name' or 'name/id-or-index'");
        }
    }

    private void ours() {
        choice("compatibility", file.text("compatibility"), COMPATIBILITIES);
        choice("cf.api_version", file.section("cf").text("api_version"), List.of("v2", "v3"));
        var adapter = file.section("service_adapter");
        if (adapter.has("timeout_seconds") && adapter.number("timeout_seconds") < 1) {
            add("service_adapter.timeout_seconds", "service_adapter.timeout_seconds must be at least 1");
        }
        var path = adapter.text("path");
        if (path.equals(Configuration.Adapter.CLASS_PREFIX)) {
            add("service_adapter.path", "service_adapter.path must name a class after class:");
        }
    }

    private void choice(String path, String value, List<String> choices) {
        if (!value.isEmpty() && !choices.contains(value)) {
            add(path, path + " must be " + String.join(" or ", choices));
        }
    }
}

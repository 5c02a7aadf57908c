package io.chandler.acceptance.ondemand;

import io.chandler.testkit.Request;
import io.chandler.testkit.director.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A point in the life of an instance at which the broker can be held. */
sealed interface Stage {

    String name();

    /** Whether the platform has its answer at that point. */
    default boolean afterAnswer() {
        return false;
    }

    /** Lets the broker run into it. */
    Trap set(House house, String instance) throws IOException;

    /**
     * The way to a stage, and from it.
     *
     * @param isReached whether the broker is held there
     * @param letGo lets whatever is held go on
     */
    record Trap(BooleanSupplier isReached, Runnable letGo) {
        boolean reached() {
            return isReached.getAsBoolean();
        }

        void release() {
            letGo.run();
        }
    }

    /** A request to a neighbour has arrived, for the so-manieth time; it will be carried out, and not be answered. */
    record AtRequest(String name, String simulator, String pattern, int time) implements Stage {

        @Override
        public Trap set(House house, String instance) {
            var held = house.simulators().get(simulator);
            if (time > 1) {
                held.faults().next(time - 1, pattern).delay(Duration.ZERO);
            }
            held.faults().next(1, pattern).hang();
            var regex = Pattern.compile(pattern, Pattern.DOTALL);
            return new Trap(
                    () -> held.requests().stream()
                                    .filter(request ->
                                            regex.matcher(request.toString()).matches())
                                    .count()
                            >= time,
                    () -> held.faults().clear());
        }
    }

    /** The adapter has been started. */
    record InAdapter(String subcommand) implements Stage {

        @Override
        public String name() {
            return "adapter " + subcommand;
        }

        @Override
        public Trap set(House house, String instance) throws IOException {
            house.put("hold-" + subcommand + "-" + instance);
            return new Trap(() -> house.calls().contains(subcommand + " " + instance), () -> {});
        }
    }

    /** A task runs. */
    record InTask(String task) implements Stage {

        @Override
        public String name() {
            return "running " + task;
        }

        @Override
        public boolean afterAnswer() {
            return true;
        }

        @Override
        public Trap set(House house, String instance) {
            house.director.script(
                    script(task).of("service-instance_" + instance).hangs());
            return new Trap(() -> inState(house, instance, task, "processing"), house.director::letHangingTasksEnd);
        }
    }

    /** A task waits for a worker. */
    record InQueue(String task) implements Stage {

        @Override
        public String name() {
            return "queued " + task;
        }

        @Override
        public Trap set(House house, String instance) {
            var request = switch (task) {
                case "deploy" -> "POST /deployments";
                case "delete" -> "DELETE /deployments/.*";
                default -> "POST .*/errands/" + task + "/runs";
            };
            var arrival = new AtRequest(name(), "director", request, 1).set(house, instance);
            var blocked = new AtomicBoolean();
            return new Trap(
                    () -> {
                        if (arrival.reached() && blocked.compareAndSet(false, true)) {
                            occupyWorkers(house);
                            arrival.release();
                        }
                        return inState(house, instance, task, "queued");
                    },
                    house.director::letHangingTasksEnd);
        }

        private static void occupyWorkers(House house) {
            try (var http = HttpClient.newBuilder()
                    .sslContext(house.director.authority().clientContext())
                    .build()) {
                for (int i = 0; i < House.WORKERS; i++) {
                    house.director.script(Script.deploy().of("other-" + i).hangs());
                    var user = "admin:" + House.DIRECTORS_PASSWORD;
                    var authorization =
                            "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
                    http.send(
                            HttpRequest.newBuilder(URI.create(house.director.url() + "/deployments"))
                                    .header("Authorization", authorization)
                                    .header("Content-Type", "text/yaml")
                                    .POST(BodyPublishers.ofString("name: other-" + i))
                                    .build(),
                            BodyHandlers.discarding());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static Script script(String task) {
        return switch (task) {
            case "deploy" -> Script.deploy();
            case "delete" -> Script.delete();
            default -> Script.errand(task);
        };
    }

    private static boolean inState(House house, String instance, String task, String state) {
        var description = switch (task) {
            case "deploy" -> "create deployment";
            case "delete" -> "delete deployment";
            default -> "run errand " + task + " ";
        };
        return house.director.tasks().stream()
                .anyMatch(view -> view.deployment().equals("service-instance_" + instance)
                        && view.description().startsWith(description)
                        && view.state().equals(state));
    }

    /**
     * While each of these tasks runs, and while it waits.
     *
     * @param all whether while each waits, or the first alone
     */
    static List<Stage> ofTasks(boolean all, String... tasks) {
        var stages = new ArrayList<Stage>();
        for (var task : tasks) {
            if (all || stages.isEmpty()) {
                stages.add(new InQueue(task));
            }
            stages.add(new InTask(task));
        }
        return stages;
    }

    /** In each call of the adapter. */
    static List<Stage> ofCalls(List<String> calls) {
        var subcommands = new LinkedHashSet<String>();
        calls.forEach(call -> subcommands.add(call.split(" ", 2)[0]));
        return subcommands.stream().<Stage>map(InAdapter::new).toList();
    }

    /**
     * At each request that changes something.
     *
     * @param all whether at each other request as well, as often as it was made, without those that depend on how fast
     *     tasks end
     */
    static List<Stage> ofRequests(String simulator, List<Request> requests, boolean all) {
        var times = new LinkedHashMap<String, Integer>();
        requests.stream()
                .filter(request -> !request.path().equals("/oauth/token"))
                .filter(request -> all || !request.method().equals("GET"))
                .forEach(request -> times.merge(normal(request, "learned"), 1, Integer::sum));
        var stages = new ArrayList<Stage>();
        times.forEach((text, count) -> {
            int most = text.contains("/tasks") ? 1 : count;
            for (int time = 1; time <= most; time++) {
                stages.add(new AtRequest(
                        simulator + " " + text + (time > 1 ? " for the time " + time : ""),
                        simulator,
                        pattern(text),
                        time));
            }
        });
        return stages;
    }

    /** Method and path of a request about an instance, with {@code *} for the instance and {@code #} for numbers. */
    static String normal(Request request, String instance) {
        return request.method() + " "
                + request.path()
                        .replaceAll("(?<=/)(service-instance_)?" + instance + "(?=$|/)", "*")
                        .replaceAll("\\d+", "#");
    }

    /** An expression for such requests of all instances, with whatever query. */
    static String pattern(String text) {
        return Pattern.quote(text).replace("*", "\\E[^/]*\\Q").replace("#", "\\E\\d+\\Q") + "(\\?.*)?";
    }
}

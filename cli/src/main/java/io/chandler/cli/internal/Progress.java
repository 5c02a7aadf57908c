package io.chandler.cli.internal;

import io.chandler.osb.client.OperationStatus;
import io.chandler.osb.client.Outcome;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows how an operation goes: one line that changes where a person watches, else a line for each news. */
final class Progress implements Consumer<Outcome<OperationStatus>>, AutoCloseable {

    private static final String WHEEL = "|/-\\";
    private static final Duration TURN = Duration.ofMillis(200);

    private final PrintWriter out;
    private final Clock clock;
    private final String title;
    private final int width;
    private final Instant start;
    private final @Nullable Thread painter;
    private String news = "";
    private int turn;
    private boolean closed;

    Progress(Environment environment, String title) {
        out = environment.err();
        clock = environment.clock();
        this.title = title;
        start = clock.instant();
        width = environment.variable("COLUMNS").map(Progress::number).orElse(80);
        painter = environment.terminal().get() ? Thread.ofVirtual().start(this::paintAgainAndAgain) : null;
        if (painter == null) {
            out.println(title + " ...");
        }
    }

    private static int number(String text) {
        try {
            return Math.max(20, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 80;
        }
    }

    @Override
    public synchronized void accept(Outcome<OperationStatus> poll) {
        var said = poll instanceof Outcome.Done<OperationStatus>(var _, var status)
                ? status.description().map(Text::clean).orElse("")
                : Outcomes.sentence(poll);
        boolean fresh = !said.equals(news);
        news = said;
        if (painter != null) {
            paint();
        } else if (fresh) {
            out.println(Text.duration(Duration.between(start, clock.instant())) + "  " + said);
        }
    }

    private void paintAgainAndAgain() {
        try {
            while (!Thread.interrupted()) {
                paint();
                Thread.sleep(TURN);
            }
        } catch (InterruptedException e) {
            // The operation has ended.
        }
    }

    private synchronized void paint() {
        if (closed) {
            return;
        }
        var line = WHEEL.charAt(turn++ % WHEEL.length()) + " " + title + "  "
                + Text.duration(Duration.between(start, clock.instant())) + "  " + news;
        out.print("\r\033[K" + (line.length() < width ? line : line.substring(0, width - 1)));
        out.flush();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (painter != null) {
                out.print("\r\033[K");
                out.flush();
            }
        }
        if (painter != null) {
            painter.interrupt();
        }
    }
}

package io.chandler.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of processes and of the machine. */
final class Figures {

    /** Of the clock that {@code /proc} counts in; the same on every usual Linux. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private Figures() {}

    /** Processor time that a process has used, in nanoseconds. */
    static long cpuNanos(long pid) {
        var stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    /** Processor time that the whole machine has used, in nanoseconds. */
    static long machineNanos() {
        var fields =
                read(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split(" +");
        var ticks = 0L;
        for (var field : new int[] {1, 2, 3, 6, 7}) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks * NANOS_PER_TICK;
    }

    /** Resident memory of a process, in MiB. */
    static double residentMebibytes(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "status"))
                        .lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024.0;
    }

    /** The machine in one line: processor, cores, memory, kernel, Java. */
    static String machine() {
        var processor = read(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        var kibibytes =
                read(Path.of("/proc/meminfo")).lines().findFirst().orElse("0").replaceAll("\\D", "");
        return "%d cores (%s), %.0f GiB of memory, Linux %s, %s %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor,
                        Long.parseLong(kibibytes) / 1048576.0,
                        System.getProperty("os.version").replaceAll("-.*", ""),
                        System.getProperty("java.vendor"),
                        System.getProperty("java.runtime.version"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

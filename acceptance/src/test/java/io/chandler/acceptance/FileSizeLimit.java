package io.chandler.acceptance;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/** How large the files of another process may grow: by it, a disk is full and has space again. Linux only. */
final class FileSizeLimit {

    private static final int RESOURCE = 1;
    private static final long NONE = -1;

    private FileSizeLimit() {}

    /** No file of the process may grow beyond this size from now on. */
    static void set(long process, long bytes) {
        change(process, bytes);
    }

    /** As large as they like. */
    static void lift(long process) {
        change(process, NONE);
    }

    @SuppressWarnings("restricted")
    private static void change(long process, long bytes) {
        var linker = Linker.nativeLinker();
        var function = linker.downcallHandle(
                linker.defaultLookup().find("prlimit").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        try (var arena = Arena.ofConfined()) {
            var limit = arena.allocate(MemoryLayout.sequenceLayout(2, JAVA_LONG));
            check((int) function.invokeExact((int) process, RESOURCE, MemorySegment.NULL, limit));
            // The second number is the hard limit, which stays.
            limit.set(JAVA_LONG, 0, bytes == NONE ? limit.get(JAVA_LONG, Long.BYTES) : bytes);
            check((int) function.invokeExact((int) process, RESOURCE, limit, MemorySegment.NULL));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(int result) {
        if (result != 0) {
            throw new IllegalStateException("The limit of another process cannot be changed");
        }
    }
}

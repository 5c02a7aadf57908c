package io.chandler.store.sql;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls of Linux by which a test makes a real file system refuse. */
final class OperatingSystem {

    private static final int NOBODY = 65_534;
    private static final int LIMIT_OF_FILE_SIZE = 1;

    private OperatingSystem() {}

    /** The calling platform thread accesses files as a user without rights from now on. */
    static void actAsNobody() {
        try {
            int ignored = (int)
                    call("setfsuid", FunctionDescriptor.of(JAVA_INT, JAVA_INT)).invokeExact(NOBODY);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs something while no file of this process may grow beyond a size. */
    static void limitingFileSize(long bytes, Runnable action) {
        try (var arena = Arena.ofConfined()) {
            var limit = arena.allocate(MemoryLayout.sequenceLayout(2, JAVA_LONG));
            limits("getrlimit", limit);
            long before = limit.get(JAVA_LONG, 0);
            limit.set(JAVA_LONG, 0, bytes);
            limits("setrlimit", limit);
            try {
                action.run();
            } finally {
                limit.set(JAVA_LONG, 0, before);
                limits("setrlimit", limit);
            }
        }
    }

    private static void limits(String function, MemorySegment limit) {
        try {
            int result = (int) call(function, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ValueLayout.ADDRESS))
                    .invokeExact(LIMIT_OF_FILE_SIZE, limit);
            if (result != 0) {
                throw new IllegalStateException(function + " failed");
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // no Java method limits or changes rights
    private static MethodHandle call(String function, FunctionDescriptor types) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(function).orElseThrow(() -> new IllegalStateException("no " + function)),
                types);
    }
}

package io.chandler.adapter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A call of an adapter, and what it left behind. */
record Call(int exitCode, String stdout, String stderr) {

    static Call of(ServiceAdapter adapter, List<String> arguments, String stdin) {
        var stdout = new ByteArrayOutputStream();
        var stderr = new ByteArrayOutputStream();
        int code = adapter.run(
                arguments, new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)), stdout, stderr);
        return new Call(code, stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8));
    }

    static Call of(ServiceAdapter adapter, String... arguments) {
        return of(adapter, List.of(arguments), "");
    }
}

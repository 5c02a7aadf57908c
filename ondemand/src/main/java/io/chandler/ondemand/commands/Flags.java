package io.chandler.ondemand.commands;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Command lines as Go's package {@code flag} reads them: {@code -name value}, {@code -name=value}, the same with two
 * hyphens; a flag without a value is a switch. Reading ends at the first argument that is no flag, or after {@code --}.
 */
public final class Flags {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private enum Kind {
        TEXT("string"),
        NUMBER("int"),
        SWITCH("");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    private record Flag(String name, Kind kind, String usual, String meaning) {}

    private final String program;
    private final List<Flag> flags = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();

    /** Flags of a program. */
    public Flags(String program) {
        this.program = program;
    }

    /** A flag with text. */
    public Flags text(String name, String meaning) {
        flags.add(new Flag(name, Kind.TEXT, "", meaning));
        return this;
    }

    /** A flag with a whole number. */
    public Flags number(String name, int usual, String meaning) {
        flags.add(new Flag(name, Kind.NUMBER, Integer.toString(usual), meaning));
        return this;
    }

    /** A flag that is on or off. */
    public Flags onOff(String name, String meaning) {
        flags.add(new Flag(name, Kind.SWITCH, "false", meaning));
        return this;
    }

    /** What reading a command line comes to. */
    public sealed interface Outcome {

        /** The values can be asked for. */
        record Read() implements Outcome {}

        /** The process must end with this code; the usage was printed. */
        record End(int exitCode) implements Outcome {}
    }

    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        private Wrong(String message) {
            super(message);
        }
    }

    /** Reads a command line. A mistake in it, and a request for help, print the usage. */
    public Outcome read(List<String> arguments, PrintStream err) {
        try {
            boolean help = read(arguments);
            if (help) {
                usage(err);
                return new Outcome.End(0);
            }
            return new Outcome.Read();
        } catch (Wrong e) {
            err.println(e.getMessage());
            usage(err);
            return new Outcome.End(2);
        }
    }

    /** Whether help is asked for. */
    private boolean read(List<String> arguments) throws Wrong {
        for (int at = 0; at < arguments.size(); at++) {
            var argument = arguments.get(at);
            if (argument.length() < 2 || argument.charAt(0) != '-' || argument.equals("--")) {
                return false;
            }
            var body = argument.substring(argument.startsWith("--") ? 2 : 1);
            if (body.startsWith("-") || body.startsWith("=")) {
                throw new Wrong("bad flag syntax: " + argument);
            }
            int equals = body.indexOf('=');
            var name = equals < 0 ? body : body.substring(0, equals);
            var flag = flags.stream().filter(each -> each.name.equals(name)).findFirst();
            if (flag.isEmpty()) {
                if (name.equals("help") || name.equals("h")) {
                    return true;
                }
                throw new Wrong("flag provided but not defined: -" + name);
            }
            if (equals >= 0) {
                set(flag.get(), body.substring(equals + 1));
            } else if (flag.get().kind == Kind.SWITCH) {
                values.put(name, "true");
            } else if (++at < arguments.size()) {
                set(flag.get(), arguments.get(at));
            } else {
                throw new Wrong("flag needs an argument: -" + name);
            }
        }
        return false;
    }

    private void set(Flag flag, String value) throws Wrong {
        switch (flag.kind) {
            case TEXT -> values.put(flag.name, value);
            case NUMBER -> {
                try {
                    values.put(flag.name, Integer.toString(Integer.decode(value)));
                } catch (NumberFormatException e) {
                    throw new Wrong("invalid value \"" + value + "\" for flag -" + flag.name + ": parse error");
                }
            }
            case SWITCH -> {
                if (!TRUE.contains(value) && !FALSE.contains(value)) {
                    throw new Wrong("invalid boolean value \"" + value + "\" for -" + flag.name + ": parse error");
                }
                values.put(flag.name, Boolean.toString(TRUE.contains(value)));
            }
        }
    }

    private void usage(PrintStream err) {
        err.println("Usage of " + program + ":");
        flags.stream().sorted((a, b) -> a.name.compareTo(b.name)).forEach(flag -> {
            var title = flag.kind.title.isEmpty() ? "" : " " + flag.kind.title;
            var usual = flag.kind == Kind.NUMBER && !flag.usual.equals("0") ? " (default " + flag.usual + ")" : "";
            err.println("  -" + flag.name + title);
            err.println("    \t" + flag.meaning + usual);
        });
    }

    /** The text of a flag; empty where it was not given. */
    public String text(String name) {
        return values.getOrDefault(name, flag(name).usual);
    }

    /** The number of a flag. */
    public int number(String name) {
        return Integer.parseInt(values.getOrDefault(name, flag(name).usual));
    }

    /** Whether a switch is on. */
    public boolean on(String name) {
        return Boolean.parseBoolean(values.getOrDefault(name, flag(name).usual));
    }

    private Flag flag(String name) {
        return flags.stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such flag: " + name));
    }
}

package io.chandler.adapter;

import java.util.List;

/** The one flag of {@code generate-plan-schemas}, in the forms that Go's flags have: {@code -x v}, {@code --x=v}. */
final class PlanFlag {

    private static final String FLAG = "plan-json";
    private static final String USAGE = "Usage:\n  -plan-json string\n    \tPlan JSON\n";

    private PlanFlag() {}

    /** The plan's JSON. */
    static String read(String program, List<String> arguments) {
        String plan = null;
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (!argument.startsWith("-") || argument.equals("-") || argument.equals("--")) {
                break;
            }
            var flag = argument.substring(argument.startsWith("--") ? 2 : 1);
            var name = flag.contains("=") ? flag.substring(0, flag.indexOf('=')) : flag;
            if (name.equals("help") || name.equals("h")) {
                throw incorrect(program, "flag: help requested");
            }
            if (!name.equals(FLAG)) {
                throw incorrect(program, "flag provided but not defined: -" + name);
            }
            if (flag.length() > name.length()) {
                plan = flag.substring(name.length() + 1);
            } else if (++i < arguments.size()) {
                plan = arguments.get(i);
            } else {
                throw incorrect(program, "flag needs an argument: -" + name);
            }
        }
        if (plan == null) {
            throw incorrect(program, "flag -" + FLAG + " is missing");
        }
        return plan;
    }

    private static InputException incorrect(String program, String problem) {
        return new InputException(problem + "\n" + USAGE + "[odb-sdk] Incorrect arguments for "
                + Subcommand.GENERATE_PLAN_SCHEMAS.text() + ". Usage: " + program + " "
                + Subcommand.GENERATE_PLAN_SCHEMAS.text() + " " + Subcommand.GENERATE_PLAN_SCHEMAS.usage());
    }
}

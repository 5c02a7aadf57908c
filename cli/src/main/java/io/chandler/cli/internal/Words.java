package io.chandler.cli.internal;

import io.chandler.osb.client.Call;
import java.util.Locale;

/** Names of calls as users type them. */
final class Words {

    private Words() {}

    static String of(Call call) {
        return call.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

package io.chandler.cli.internal;

import io.chandler.osb.client.PlatformCall;
import java.util.Locale;

/** Names of calls as users type them. */
final class Words {

    private Words() {}

    static String of(PlatformCall call) {
        return call.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

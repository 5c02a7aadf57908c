package io.chandler.examples.postgres;

import io.chandler.broker.parameters.Default;
import io.chandler.broker.parameters.Description;
import io.chandler.broker.parameters.Maximum;
import io.chandler.broker.parameters.Minimum;
import java.util.Optional;

/**
 * What a user may say about access to a database.
 *
 * @param readOnly whether the access is for reading alone
 * @param expiresAfterHours never where it is left out
 */
public record BindParameters(
        @Description("Whether the credentials are good for reading alone.") @Default("false")
        boolean readOnly,

        @Description("Hours after which the credentials no longer work.") @Minimum(1) @Maximum(8_760)
        Optional<Integer> expiresAfterHours) {}

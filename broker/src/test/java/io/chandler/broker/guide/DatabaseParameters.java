package io.chandler.broker.guide;

import io.chandler.broker.parameters.CreateOnly;
import io.chandler.broker.parameters.Default;
import io.chandler.broker.parameters.Description;
import io.chandler.broker.parameters.Length;
import io.chandler.broker.parameters.Maximum;
import io.chandler.broker.parameters.Minimum;
import io.chandler.broker.parameters.Pattern;
import io.chandler.broker.secrets.Secret;
import java.util.List;
import java.util.Optional;

/** The parameters of the guide's database. */
@Description("How the database is made.")
public record DatabaseParameters(
        @Description("How many connections may be open at once.") @Minimum(1) @Maximum(100) @Default("10")
        int connections,

        @Description("The encoding of texts.") @Default("utf8") @CreateOnly
        Encoding encoding,

        @Description("Extensions to install.") @Length(max = 5) @Pattern("^[a-z_]+$")
        List<String> extensions,

        @Description("The password of the owner, if you want to choose it.") @Length(min = 12)
        Optional<Secret> password) {

    /** How texts are stored. */
    public enum Encoding {
        utf8,
        latin1
    }
}

package io.chandler.cli.ondemand;

/** What {@code startup_banner} prints. */
final class Banner {

    static final String TEXT = """

                          .--:/+oooo+/:--.
                     -------./ssssssssssssssssssss:.-------
                 -------:sssssssssssssssssssssssssssss:-------
              -----:ssssssss:  C  H  A  N  D  L  E  R  :ssssssss:-----
                 -------:sssssssssssssssssssssssssssss:-------
                     -------./ssssssssssssssssssss:.-------
                          '--:/+oooo+/:--'

            """;

    private Banner() {}
}

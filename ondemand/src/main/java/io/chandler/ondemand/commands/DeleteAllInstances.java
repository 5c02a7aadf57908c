package io.chandler.ondemand.commands;

/** {@code delete-all-service-instances}. */
final class DeleteAllInstances implements Errand {

    static final String DRY_RUN = "dry-run";
    static final String DRY_RUN_MEANING = "list what would be deleted, and change nothing";
    static final String UNCHANGED = "DRY RUN: nothing was changed";

    private static final String NAME = "delete-all-service-instances";

    @Override
    public Flags flags() {
        return new Flags(NAME).text("configFilePath", "path to config file").onOff(DRY_RUN, DRY_RUN_MEANING);
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) throws InterruptedException {
        var log = new CommandLog(NAME, surroundings.out(), surroundings.clock());
        try {
            var file = PlatformFile.read(flags);
            var deletion = new Deletion(file.connect(surroundings, log), file, log, surroundings);
            if (flags.on(DRY_RUN)) {
                deletion.rehearse();
                log.line(UNCHANGED);
                return 0;
            }
            deletion.run();
            log.line("FINISHED DELETES");
            return 0;
        } catch (Failure e) {
            log.line(e.line());
            return 1;
        }
    }
}

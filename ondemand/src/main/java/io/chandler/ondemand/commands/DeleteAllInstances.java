package io.chandler.ondemand.commands;

/** {@code delete-all-service-instances}. */
final class DeleteAllInstances implements Errand {

    private static final String NAME = "delete-all-service-instances";

    @Override
    public Flags flags() {
        return new Flags(NAME).text("configFilePath", "path to config file");
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) throws InterruptedException {
        var log = new CommandLog(NAME, surroundings.out(), surroundings.clock());
        try {
            var file = PlatformFile.read(flags);
            new Deletion(file.connect(surroundings, log), file, log, surroundings).run();
            log.line("FINISHED DELETES");
            return 0;
        } catch (Failure e) {
            log.line(e.line());
            return 1;
        }
    }
}

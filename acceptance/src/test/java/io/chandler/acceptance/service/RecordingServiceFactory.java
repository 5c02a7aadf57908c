package io.chandler.acceptance.service;

import io.chandler.broker.Service;
import io.chandler.server.ServiceFactory;
import io.chandler.server.ServiceSettings;
import java.io.IOException;

/** Makes the recording service: {@code services.recorder.folder} and {@code services.recorder.password}. */
public final class RecordingServiceFactory implements ServiceFactory {

    @Override
    public String name() {
        return "recorder";
    }

    @Override
    public Service create(ServiceSettings settings) throws IOException {
        var folder = settings.path("folder").orElseThrow(() -> settings.mistake("folder", "is required"));
        return new RecordingService(folder, settings.text("password"));
    }
}

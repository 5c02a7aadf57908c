package io.chandler.broker.secrets.internal;

import io.chandler.broker.secrets.KeyringException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that keeps keys; only its owner may read it. */
public final class KeyFile {

    private static final Logger LOGGER = LoggerFactory.getLogger(KeyFile.class);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /** The file's text; logs a warning where others than the owner may read or write it. */
    public static String read(Path file) {
        try {
            if (posix(file)) {
                var open = EnumSet.copyOf(OWNER_ONLY);
                open.clear();
                open.addAll(Files.getPosixFilePermissions(file));
                open.removeAll(OWNER_ONLY);
                open.remove(PosixFilePermission.OWNER_EXECUTE);
                if (!open.isEmpty()) {
                    LOGGER.warn(
                            "The key file {} is open to others than its owner; run: chmod 600 {}",
                            file,
                            file.toAbsolutePath());
                }
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new KeyringException("there is no key file " + file, e);
        } catch (IOException e) {
            throw new KeyringException("the key file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes a new file durably; refuses to touch one that is there. */
    public static void create(Path file, String text) {
        FileAttribute<?>[] attributes = posix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (var channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new KeyringException("the key file " + file + " is there already; keys are never overwritten", e);
        } catch (IOException e) {
            throw new KeyringException("the key file " + file + " cannot be written: " + e.getMessage(), e);
        }
        forceFolder(file);
    }

    private static void forceFolder(Path file) {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null || !posix(file)) {
            return;
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new KeyringException("the folder of the key file " + file + " cannot be made durable", e);
        }
    }

    private static boolean posix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}

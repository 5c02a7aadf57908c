package io.chandler.store.etcd.internal;

import com.google.protobuf.ByteString;
import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Entry;
import io.etcd.jetcd.api.KeyValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Values in etcd: the form, the tag's length in bytes, the tag, the bytes of the entry. */
final class Values {

    private static final byte FORM = 1;
    private static final int HEADER = 3;

    private Values() {}

    static ByteString encode(String tag, byte[] value) {
        var text = ByteString.copyFromUtf8(tag);
        var output = new ByteArrayOutputStream(HEADER + text.size() + value.length);
        output.write(FORM);
        output.write(text.size() >> 8);
        output.write(text.size());
        output.writeBytes(text.toByteArray());
        output.writeBytes(value);
        return ByteString.copyFrom(ByteBuffer.wrap(output.toByteArray()));
    }

    static Entry entry(Layout layout, KeyValue stored) {
        return entry(layout, stored, stored.getModRevision());
    }

    /** The entry with the revision of what became of it. */
    static Entry entry(Layout layout, KeyValue stored, long revision) {
        String key = layout.key(stored.getKey());
        var tag = tag(key, stored.getValue());
        var value = stored.getValue().substring(HEADER + tag.size()).toByteArray();
        return new Entry(key, Revision.of(revision), tag.toStringUtf8().intern(), value);
    }

    static String tag(Layout layout, KeyValue stored) {
        return tag(layout.key(stored.getKey()), stored.getValue()).toStringUtf8();
    }

    private static ByteString tag(String key, ByteString stored) {
        if (stored.size() >= HEADER && stored.byteAt(0) == FORM) {
            int length = ((stored.byteAt(1) & 0xff) << 8) | (stored.byteAt(2) & 0xff);
            if (stored.size() >= HEADER + length) {
                return stored.substring(HEADER, HEADER + length);
            }
        }
        throw new StoreException.Invalid("what etcd holds as " + key + " was not written by this store");
    }
}

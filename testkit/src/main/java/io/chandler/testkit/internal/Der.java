package io.chandler.testkit.internal;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Elements of DER, as far as a certificate needs them. */
public final class Der {

    private static final DateTimeFormatter GENERALIZED =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SHORT =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    public static byte[] tagged(int tag, byte[]... contents) {
        var content = new ByteArrayOutputStream();
        for (var part : contents) {
            content.writeBytes(part);
        }
        int length = content.size();
        var element = new ByteArrayOutputStream();
        element.write(tag);
        if (length < 0x80) {
            element.write(length);
        } else if (length < 0x100) {
            element.write(0x81);
            element.write(length);
        } else {
            element.write(0x82);
            element.write(length >> 8);
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    public static byte[] sequence(byte[]... contents) {
        return tagged(0x30, contents);
    }

    public static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    public static byte[] bool(boolean value) {
        return tagged(0x01, new byte[] {(byte) (value ? 0xFF : 0)});
    }

    public static byte[] bits(int unused, byte... bits) {
        return tagged(0x03, new byte[] {(byte) unused}, bits);
    }

    /** Universal time until 2049, generalized time from then on, as X.509 wants it. */
    public static byte[] time(Instant time) {
        boolean isShort = time.atZone(ZoneOffset.UTC).getYear() < 2050;
        var text = (isShort ? SHORT : GENERALIZED).format(time);
        return tagged(isShort ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
    }

    public static byte[] extension(String id, boolean critical, byte[] value) {
        var content = tagged(0x04, value);
        return critical ? sequence(object(id), bool(true), content) : sequence(object(id), content);
    }

    /** An object identifier, such as {@code 2.5.4.3}. */
    public static byte[] object(String id) {
        var parts = id.split("\\.", -1);
        var bytes = new ByteArrayOutputStream();
        bytes.write(Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
        for (int i = 2; i < parts.length; i++) {
            int value = Integer.parseInt(parts[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (value >> shift != 0) {
                    bytes.write(((value >> shift) & 0x7F) | 0x80);
                }
            }
            bytes.write(value & 0x7F);
        }
        return tagged(0x06, bytes.toByteArray());
    }
}

package io.chandler.bench.load;

import java.nio.charset.StandardCharsets;

/** Ids in the form of random UUIDs, as platforms choose them, that can be told again from a seed and a number. */
public final class Ids {

    /** Bytes of an id. */
    public static final int LENGTH = 36;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Ids() {}

    /** Writes the id of a number to an array. */
    public static void write(long seed, long number, byte[] target, int offset) {
        var high = mix(seed + number * 0x9E3779B97F4A7C15L);
        var low = mix(high ^ number);
        var at = hexadecimal(high, 64, 8, target, offset);
        target[at++] = '-';
        at = hexadecimal(high, 32, 4, target, at);
        target[at++] = '-';
        target[at++] = '4';
        at = hexadecimal(high, 12, 3, target, at);
        target[at++] = '-';
        target[at++] = '8';
        at = hexadecimal(low, 60, 3, target, at);
        target[at++] = '-';
        hexadecimal(low, 48, 12, target, at);
    }

    /** The id of a number. */
    public static String of(long seed, long number) {
        var bytes = new byte[LENGTH];
        write(seed, number, bytes, 0);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static int hexadecimal(long bits, int from, int count, byte[] target, int offset) {
        for (var digit = 0; digit < count; digit++) {
            target[offset + digit] = DIGITS[(int) (bits >>> (from - 4 * (digit + 1))) & 15];
        }
        return offset + count;
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long value) {
        var mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}

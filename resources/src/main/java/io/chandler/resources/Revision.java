package io.chandler.resources;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A point in the history of a store: grows with each change, comparable within one store, printed as a decimal without
 * leading zeros. Not a {@code long}: some stores have wider ones.
 */
public final class Revision implements Comparable<Revision> {

    /** Before the first change. */
    public static final Revision ZERO = new Revision(0, null);

    private final long value;
    private final @Nullable BigInteger wide;

    private Revision(long value, @Nullable BigInteger wide) {
        this.value = value;
        this.wide = wide;
    }

    /** The revision with this number, which is not negative. */
    public static Revision of(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("revision must not be negative: " + value);
        }
        return new Revision(value, null);
    }

    /**
     * Reads the printed form.
     *
     * @throws IllegalArgumentException if the text is not a decimal number without sign and leading zeros
     */
    public static Revision parse(String text) {
        int length = text.length();
        boolean valid = length > 0 && (length == 1 || text.charAt(0) != '0');
        for (int i = 0; valid && i < length; i++) {
            valid = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!valid || length > 39) {
            throw new IllegalArgumentException("not a revision: " + text.substring(0, Math.min(length, 40)));
        }
        return length <= 18 ? of(Long.parseLong(text)) : wide(new BigInteger(text));
    }

    private static Revision wide(BigInteger value) {
        return value.bitLength() < 64 ? of(value.longValue()) : new Revision(Long.MAX_VALUE, value);
    }

    /**
     * The number as a {@code long}, for stores whose revisions fit.
     *
     * @throws ArithmeticException if it does not fit
     */
    public long asLong() {
        if (wide != null) {
            throw new ArithmeticException("revision is wider than 63 bits: " + wide);
        }
        return value;
    }

    private BigInteger big() {
        return wide != null ? wide : BigInteger.valueOf(value);
    }

    @Override
    public int compareTo(Revision other) {
        return wide == null && other.wide == null ? Long.compare(value, other.value) : big().compareTo(other.big());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Revision that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return wide != null ? wide.hashCode() : Long.hashCode(value);
    }

    @Override
    public String toString() {
        return wide != null ? wide.toString() : Long.toString(value);
    }
}

package io.chandler.adapter.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON document and says what is wrong with it in the words of Go, which others compare with. */
final class JsonReader {

    private static final int DEEPEST = 1000;

    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    @Nullable
    Object document() {
        var value = value();
        skipSpace();
        if (at < text.length()) {
            throw unexpected("after top-level value");
        }
        return value;
    }

    private @Nullable Object value() {
        skipSpace();
        if (at == text.length()) {
            throw end();
        }
        return switch (text.charAt(at)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected("looking for beginning of value");
        };
    }

    private Map<String, @Nullable Object> object() {
        enter();
        var map = new LinkedHashMap<String, @Nullable Object>();
        at++;
        if (!skipIf('}')) {
            do {
                skipSpace();
                expect('"', "looking for beginning of object key string");
                at--;
                var key = string();
                skipSpace();
                expect(':', "after object key");
                map.put(key, value());
            } while (skipIf(','));
            expect('}', "after object key:value pair");
        }
        depth--;
        return map;
    }

    private List<@Nullable Object> array() {
        enter();
        List<@Nullable Object> items = new ArrayList<>();
        at++;
        if (!skipIf(']')) {
            do {
                items.add(value());
            } while (skipIf(','));
            expect(']', "after array element");
        }
        depth--;
        return items;
    }

    private String string() {
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return escapedString(new StringBuilder().append(text, start, at));
            }
            if (c < ' ') {
                throw unexpected("in string literal");
            }
            at++;
        }
        throw end();
    }

    private String escapedString(StringBuilder out) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c < ' ') {
                throw unexpected("in string literal");
            }
            at++;
            out.append(c == '\\' ? escaped() : c);
        }
        throw end();
    }

    private char escaped() {
        if (at == text.length()) {
            throw end();
        }
        char c = text.charAt(at);
        char meant = switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    if (++at == text.length()) {
                        throw end();
                    }
                    int digit = Character.digit(text.charAt(at), 16);
                    if (digit < 0 || text.charAt(at) > 'f') {
                        throw unexpected("in \\u hexadecimal character escape");
                    }
                    code = code * 16 + digit;
                }
                yield (char) code;
            }
            default -> throw unexpected("in string escape code");
        };
        at++;
        return meant;
    }

    private Number number() {
        int start = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '0') {
            at++;
        } else {
            digits("in numeric literal");
        }
        boolean whole = true;
        if (at < text.length() && text.charAt(at) == '.') {
            whole = false;
            at++;
            digits("after decimal point in numeric literal");
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            whole = false;
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            digits("in exponent of numeric literal");
        }
        var literal = text.substring(start, at);
        return whole ? whole(new BigInteger(literal)) : decimal(literal);
    }

    private void digits(String where) {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw at == text.length() ? end() : unexpected(where);
        }
    }

    /** The smallest type that holds the number. */
    static Number whole(BigInteger number) {
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    private static Number decimal(String literal) {
        BigDecimal exact;
        try {
            exact = new BigDecimal(literal);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new DocumentException("a number has an exponent that is too large");
        }
        double rounded = Double.parseDouble(literal);
        boolean same = Double.isFinite(rounded) && new BigDecimal(Double.toString(rounded)).compareTo(exact) == 0;
        return same ? (Number) rounded : exact;
    }

    private @Nullable Object literal(String word, @Nullable Boolean meant) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at == text.length()) {
                throw end();
            }
            if (text.charAt(at) != word.charAt(i)) {
                throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
        return meant;
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw new DocumentException("exceeded max depth");
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean skipIf(char wanted) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted, String where) {
        if (at == text.length()) {
            throw end();
        }
        if (text.charAt(at) != wanted) {
            throw unexpected(where);
        }
        at++;
    }

    private static DocumentException end() {
        return new DocumentException("unexpected end of JSON input");
    }

    private DocumentException unexpected(String where) {
        int c = text.codePointAt(at);
        var shown = switch (c) {
            case '\'' -> "\\'";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> c < ' ' || c == 0x7f ? "\\x%02x".formatted(c) : Character.toString(c);
        };
        return new DocumentException("invalid character '" + shown + "' " + where);
    }
}

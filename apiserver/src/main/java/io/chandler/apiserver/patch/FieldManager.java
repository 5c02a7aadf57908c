package io.chandler.apiserver.patch;

/**
 * Who changes fields of an object.
 *
 * @param name the {@code fieldManager} of the request, or what its user agent begins with
 * @param apiVersion the group and version through which it writes, such as {@code broker.chandler.io/v1}
 * @param subresource such as {@code status}; empty for the object itself
 */
public record FieldManager(String name, String apiVersion, String subresource) {

    /** Most characters of a name. */
    public static final int MAXIMUM_LENGTH = 128;

    /** How a manager writes: by applying what it wants, or in any other way. */
    enum Operation {
        APPLY("Apply"),
        UPDATE("Update");

        private final String label;

        Operation(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * The name to write under: the parameter if there is one, else the product that the user agent names.
     *
     * @throws PatchException.Rejected if the parameter is too long or holds characters that cannot be printed
     */
    public static String name(String parameter, String userAgent) {
        if (!parameter.isEmpty()) {
            if (parameter.length() > MAXIMUM_LENGTH || !parameter.codePoints().allMatch(FieldManager::printable)) {
                throw new PatchException.Rejected("fieldManager: Invalid value: must have at most " + MAXIMUM_LENGTH
                        + " characters, all of them printable");
            }
            return parameter;
        }
        int slash = userAgent.indexOf('/');
        var product = (slash < 0 ? userAgent : userAgent.substring(0, slash))
                .codePoints()
                .filter(FieldManager::printable)
                .limit(MAXIMUM_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return product.isEmpty() ? "unknown" : product;
    }

    private static boolean printable(int character) {
        return !Character.isISOControl(character) && Character.isDefined(character);
    }
}

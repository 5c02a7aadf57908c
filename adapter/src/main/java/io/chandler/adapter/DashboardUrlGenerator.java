package io.chandler.adapter;

/** Answers {@code dashboard-url}. */
@FunctionalInterface
public non-sealed interface DashboardUrlGenerator extends SubcommandHandler {

    /**
     * The address of the instance's dashboard.
     *
     * @throws AdapterException with a message for the user
     * @throws Exception whose message only the operator sees
     */
    String dashboardUrl(DashboardUrlRequest request) throws Exception;
}

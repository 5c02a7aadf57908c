package io.chandler.adapter;

/** What an author implements for a subcommand. One class may implement several; what is left out exits with 10. */
public sealed interface SubcommandHandler
        permits ManifestGenerator, BindingCreator, BindingDeleter, DashboardUrlGenerator, SchemaGenerator {}

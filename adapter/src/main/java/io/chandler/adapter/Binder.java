package io.chandler.adapter;

/** Answers {@code create-binding} and {@code delete-binding}. */
public interface Binder extends BindingCreator, BindingDeleter {}

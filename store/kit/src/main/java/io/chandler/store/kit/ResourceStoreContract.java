package io.chandler.store.kit;

/**
 * What objects in a store must do, whatever the store. A test class implements it and says how to open a store that is
 * empty.
 */
public interface ResourceStoreContract extends ResourceWriteContract, ResourceReadContract {}

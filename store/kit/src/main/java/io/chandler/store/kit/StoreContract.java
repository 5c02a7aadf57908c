package io.chandler.store.kit;

/**
 * What every store must do. The test class of a store implements this, or {@link DurableStoreContract}, and inherits the
 * tests; besides it a property test calls {@link StoreModel#check}.
 */
public interface StoreContract extends WriteContract, RangeContract, WatchContract {}

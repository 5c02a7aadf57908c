package io.chandler.broker;

import io.chandler.osb.InstanceFacts;

/**
 * A service, as its author writes it: plain blocking methods, called on virtual threads.
 *
 * <p>For one instance or binding the engine makes at most one call at a time, over all replicas of the broker. After a
 * crash or a failure it calls the method again from its beginning: {@linkplain Work#step steps} that had finished return
 * what they returned, so only the code between steps runs again. What a step does must therefore be safe to do twice,
 * for the case that the process ended inside it.
 *
 * <p>A method that returns has done its work. A {@link Refusal} is a final no with a sentence for the user. Any other
 * exception is a failure: logged with a support id, never shown to the user, and tried again with growing pauses until
 * the operation's deadline. A creation, binding or update that fails for good is undone: finished steps run their undo in
 * reverse order; after a creation {@link #deprovision} and after a binding {@link #unbind} is called as well, to remove
 * what no step knew of. A check whose answer may change belongs in a step, as the method is called again to learn the undos.
 */
public interface Service {

    /** Creates what the instance stands for. */
    void provision(Instance instance) throws Exception;

    /**
     * Changes the instance to its wanted plan, parameters and maintenance version, which {@code instance} shows.
     *
     * @param before what is in place now
     */
    default void update(Instance instance, Before before) throws Exception {
        throw new Refusal("Instances of this service cannot be changed.");
    }

    /** Removes the instance. Must cope with an instance that is half there, or gone already. */
    void deprovision(Instance instance) throws Exception;

    /**
     * Gives out access to the instance. What is returned is sealed and kept, and handed out again whenever the platform
     * asks.
     */
    default Credentials bind(Instance instance, Binding binding) throws Exception {
        throw new Refusal("Instances of this service cannot be bound.");
    }

    /** Takes the access back. Must cope with a binding that is half there, or gone already. */
    default void unbind(Instance instance, Binding binding) throws Exception {}

    /**
     * What the platform is told of an instance besides its attributes: dashboard address, labels, attributes. Asked
     * before the instance is provisioned, so it depends on the instance's id and attributes alone; it must be quick.
     */
    default InstanceFacts describe(InstanceDetails instance) {
        return InstanceFacts.NONE;
    }
}

package io.chandler.testkit.director;

import java.util.List;

/**
 * A virtual machine, or the place of one that an errand makes for its time.
 *
 * @param id of the instance, kept when the machine is recreated
 * @param cid of the machine in the cloud
 * @param number from which its address is made
 */
record Machine(
        String group,
        String id,
        int index,
        String az,
        String cid,
        int number,
        List<String> addresses,
        String vmType,
        List<String> jobs,
        boolean errand) {

    Machine recreated(String newCid) {
        return new Machine(group, id, index, az, newCid, number, addresses, vmType, jobs, errand);
    }
}

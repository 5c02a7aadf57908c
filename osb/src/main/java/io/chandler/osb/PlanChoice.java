package io.chandler.osb;

/** What a pair of offering id and plan id means in a catalog. */
public sealed interface PlanChoice {

    /** The plan is a plan of the offering. */
    record Found(ServiceOffering offering, Plan plan) implements PlanChoice {}

    /** There is no such offering, or no such plan in it; the sentence is for the user. */
    record Unknown(String description) implements PlanChoice {}
}

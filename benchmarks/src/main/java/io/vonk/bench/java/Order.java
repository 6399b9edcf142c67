package io.vonk.bench.java;

import io.vonk.bench.job.Workload;

/** An order as an object. */
record Order(String customer, long id, int item, int quantity, double price) {

    /** Order {@code i} of the jobs. */
    static Order generated(long i, long keys) {
        return new Order(
                Workload.customer(Workload.key(i, keys)), i, Workload.item(i), Workload.quantity(i), Workload.price(i));
    }
}

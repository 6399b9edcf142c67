package io.vonk.bench.spark;

import io.vonk.bench.job.Workload;
import java.io.Serializable;

/** An order of a customer. An ordinary class, because Kryo 4 cannot read records. */
final class Order implements Serializable {
    private final String customer;
    private final long id;
    private final int item;
    private final int quantity;
    private final double price;

    private Order(String customer, long id, int item, int quantity, double price) {
        this.customer = customer;
        this.id = id;
        this.item = item;
        this.quantity = quantity;
        this.price = price;
    }

    /** Order {@code i} of the customer with this key. */
    static Order of(long i, long key) {
        return new Order(Workload.customer(key), i, Workload.item(i), Workload.quantity(i), Workload.price(i));
    }

    String customer() {
        return customer;
    }

    long id() {
        return id;
    }

    int item() {
        return item;
    }

    int quantity() {
        return quantity;
    }

    double price() {
        return price;
    }
}

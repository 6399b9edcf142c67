package io.vonk.bench.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.vonk.bench.job.TaxiReport;
import org.apache.spark.serializer.KryoRegistrator;

/** Registers classes of records with Kryo, which writes numbers for their names then. Public because Spark makes it. */
public final class JobClasses implements KryoRegistrator {

    @Override
    public void registerClasses(Kryo kryo) {
        kryo.register(Order.class);
        kryo.register(Order[].class);
        // Kryo 4 cannot read records.
        kryo.register(TaxiReport.ZoneMonth.class, new JavaSerializer());
        kryo.register(TaxiReport.Totals.class, new JavaSerializer());
    }
}

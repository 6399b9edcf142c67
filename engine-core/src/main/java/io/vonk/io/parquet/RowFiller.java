package io.vonk.io.parquet;

import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/** Writes records into the columns of one row group. Used by one thread. */
interface RowFiller<T> {

    void write(T record);

    /** All records of the row group were written. */
    void flush();

    /** Makes the fillers of a file, one for each row group. */
    interface Maker<T> {
        RowFiller<T> into(ColumnWriteStore columns);
    }

    /** Writes the fields of a record. */
    interface Fields<T> {
        void write(T record, RecordConsumer to);
    }

    /** By Parquet's own way of taking records apart, which knows nested columns. */
    static <T> Maker<T> nested(MessageType schema, Fields<T> fields) {
        MessageColumnIO columnIo = new ColumnIOFactory().getColumnIO(schema);
        return columns -> {
            RecordConsumer consumer = columnIo.getRecordWriter(columns);
            return new RowFiller<>() {
                @Override
                public void write(T record) {
                    consumer.startMessage();
                    fields.write(record, consumer);
                    consumer.endMessage();
                }

                @Override
                public void flush() {
                    consumer.flush();
                }
            };
        };
    }
}

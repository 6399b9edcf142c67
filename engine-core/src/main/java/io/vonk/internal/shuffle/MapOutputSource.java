package io.vonk.internal.shuffle;

import java.util.ArrayList;
import java.util.List;

/** Where a reduce task gets map outputs from: the process's {@link ShuffleStore}, or other processes. */
@FunctionalInterface
public interface MapOutputSource {

    /**
     * The output; it stays readable until the shuffle is removed.
     *
     * @throws FetchFailedException if it is lost
     */
    MapOutput open(MapOutputId id);

    /** The outputs of a shuffle, in the order given, in as few portions as possible. What is lost is found out by opening it. */
    default List<OutputPortion> portions(List<MapOutputId> ids) {
        List<OutputPortion> portions = new ArrayList<>(ids.size());
        for (MapOutputId id : ids) {
            portions.add(new Single(this, id));
        }
        return portions;
    }

    /** An output that is looked for when it is opened. */
    record Single(MapOutputSource source, MapOutputId id) implements OutputPortion {
        @Override
        public List<MapOutputId> ids() {
            return List.of(id);
        }

        @Override
        public MapOutput open() {
            return source.open(id);
        }
    }
}

package io.vonk.internal.task;

import io.vonk.error.VonkException;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.CartesianNode;
import io.vonk.internal.plan.CoalesceNode;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.Operator;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.plan.SourceNode;
import io.vonk.internal.plan.UnionNode;
import io.vonk.internal.plan.ZipFunction;
import io.vonk.internal.plan.ZipNode;
import io.vonk.internal.serial.Closures;
import io.vonk.io.Source;
import io.vonk.io.Split;
import io.vonk.runtime.StorageLevel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stage on its way to the processes that run its tasks: the nodes of its plan as a flat list, parents first, so that no depth
 * of a plan is too much for either end, and what the tasks do with the last of them.
 *
 * <p>What users wrote (sources, splits, functions) is in there by Java serialization, each node's for itself: {@link #read}
 * goes through the filter of {@link Closures}, and is only for bytes of somebody who has proved to know the secret. Not in there
 * is what executors have no use for: what lies beyond the stage's inputs, what other nodes a checkpoint stands for, what a node
 * promises about the place of its keys.
 *
 * <h2>Format</h2>
 *
 * Numbers are big-endian and of fixed width, texts are modified UTF-8 with their length in front ({@link DataOutputStream}):
 *
 * <pre>
 * stage   = version (byte, 1)  count (int, at least 1)  node*  work
 * node    = kind (byte: 0 source, 1 operator, 2 union, 3 coalesce, 4 zip, 5 cartesian, 6 shuffle)
 *           id (long)  call-site  kept (byte: 0 no, else 1 + the ordinal of the StorageLevel)
 *           parents (int, count)  parent (int, index of an earlier node)*  content
 * content = length (int)  bytes; for a coalesce, its partition count (int) instead; nothing for union and cartesian
 * work    = kind (byte: 0 writes a shuffle, 1 gives results)  shuffle id (long, only for 0)  call-site  content
 * call-site = operation (text)  file (text)  line (int)  method (text)
 * </pre>
 *
 * The content of a source is a list of the source and its splits; that of the others is the operator, the function or the
 * exchange.
 */
public final class StageBytes {
    private static final int VERSION = 1;

    private static final int SOURCE = 0;
    private static final int OPERATOR = 1;
    private static final int UNION = 2;
    private static final int COALESCE = 3;
    private static final int ZIP = 4;
    private static final int CARTESIAN = 5;
    private static final int SHUFFLE = 6;

    private static final int WRITING = 0;
    private static final int GIVING = 1;

    private StageBytes() {}

    /**
     * Turns a stage into bytes.
     *
     * @throws VonkException if something that a user gave cannot be serialized, naming it
     */
    public static byte[] write(StagePlan plan) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try {
            new Writer(new DataOutputStream(bytes)).stage(plan);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Makes a stage of what {@link #write} wrote.
     *
     * @param loader finds the user's classes
     * @throws VonkException if a class is missing or different, or the bytes are not a stage
     */
    public static StagePlan read(byte[] bytes, ClassLoader loader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new Reader(in, loader).stage();
        } catch (IOException e) {
            throw damaged("they end too early");
        }
    }

    private static VonkException damaged(String what) {
        return new VonkException("the bytes of a stage are damaged: " + what
                + "; driver and executors must be of the same version of Vonk");
    }

    /** Only what a task needs: below a shuffle other stages begin. */
    private static List<PlanNode> parents(PlanNode node) {
        return node instanceof ShuffleNode ? List.of() : PlanWalk.effectiveParents(node);
    }

    private static final class Writer {
        private final DataOutputStream out;
        private final IdentityHashMap<PlanNode, Integer> indexes = new IdentityHashMap<>();

        Writer(DataOutputStream out) {
            this.out = out;
        }

        void stage(StagePlan plan) throws IOException {
            List<PlanNode> nodes = PlanWalk.postOrder(plan.root(), StageBytes::parents);
            out.writeByte(VERSION);
            out.writeInt(nodes.size());
            for (PlanNode node : nodes) {
                indexes.put(node, indexes.size());
                node(node);
            }
            if (plan instanceof StagePlan.Writing writing) {
                out.writeByte(WRITING);
                out.writeLong(writing.shuffle().value());
                callSite(writing.callSite());
                content(writing.callSite(), writing.exchange());
            } else if (plan instanceof StagePlan.Giving giving) {
                out.writeByte(GIVING);
                callSite(giving.callSite());
                content(giving.callSite(), giving.function());
            } else {
                throw new IllegalStateException("nothing writes " + plan);
            }
        }

        private void node(PlanNode marked) throws IOException {
            PlanNode node = PlanWalk.effective(marked);
            out.writeByte(kind(node));
            out.writeLong(marked.id());
            callSite(node.callSite());
            StorageLevel kept = marked.marks().storageLevel();
            out.writeByte(kept == null ? 0 : 1 + kept.ordinal());
            List<PlanNode> parents = parents(marked);
            out.writeInt(parents.size());
            for (PlanNode parent : parents) {
                out.writeInt(Objects.requireNonNull(indexes.get(parent), "parents come first"));
            }
            if (node instanceof SourceNode source) {
                ArrayList<Object> sourceAndSplits = new ArrayList<>();
                sourceAndSplits.add(source.source());
                sourceAndSplits.addAll(source.splits());
                content(node.callSite(), sourceAndSplits);
            } else if (node instanceof OperatorNode operator) {
                content(node.callSite(), operator.operator());
            } else if (node instanceof CoalesceNode) {
                out.writeInt(node.partitionCount());
            } else if (node instanceof ZipNode zip) {
                content(node.callSite(), zip.function());
            } else if (node instanceof ShuffleNode shuffle) {
                content(node.callSite(), shuffle.exchange());
            }
        }

        private static int kind(PlanNode node) {
            if (node instanceof SourceNode) {
                return SOURCE;
            } else if (node instanceof OperatorNode) {
                return OPERATOR;
            } else if (node instanceof UnionNode) {
                return UNION;
            } else if (node instanceof CoalesceNode) {
                return COALESCE;
            } else if (node instanceof ZipNode) {
                return ZIP;
            } else if (node instanceof CartesianNode) {
                return CARTESIAN;
            } else if (node instanceof ShuffleNode) {
                return SHUFFLE;
            }
            throw new IllegalStateException("nothing writes " + node);
        }

        private void callSite(CallSite site) throws IOException {
            out.writeUTF(site.operation());
            out.writeUTF(site.file());
            out.writeInt(site.line());
            out.writeUTF(site.method());
        }

        private void content(CallSite of, Object content) throws IOException {
            byte[] bytes;
            try {
                bytes = Closures.serialize(content);
            } catch (VonkException e) {
                throw new VonkException(of + " cannot be sent to executors: " + e.getMessage(), e);
            }
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static final class Reader {
        private static final StorageLevel[] LEVELS = StorageLevel.values();

        private final DataInputStream in;
        private final ClassLoader loader;
        private final List<PlanNode> nodes = new ArrayList<>();

        Reader(DataInputStream in, ClassLoader loader) {
            this.in = in;
            this.loader = loader;
        }

        StagePlan stage() throws IOException {
            int version = in.readByte();
            if (version != VERSION) {
                throw damaged("version " + version + ", not " + VERSION);
            }
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                nodes.add(node());
            }
            if (nodes.isEmpty()) {
                throw damaged("they hold no plan");
            }
            int work = in.readByte();
            PlanNode root = nodes.get(nodes.size() - 1);
            if (work == WRITING) {
                ShuffleId shuffle = new ShuffleId(in.readLong());
                CallSite site = callSite();
                return new StagePlan.Writing(root, shuffle, content(Exchange.class), site);
            }
            if (work == GIVING) {
                CallSite site = callSite();
                return new StagePlan.Giving(root, content(ResultFunction.class), site);
            }
            throw damaged("no kind " + work + " of work");
        }

        private PlanNode node() throws IOException {
            int kind = in.readByte();
            long id = in.readLong();
            CallSite site = callSite();
            int kept = in.readByte();
            if (kept < 0 || kept > LEVELS.length) {
                throw damaged("no storage level " + kept);
            }
            List<PlanNode> parents = parents();
            PlanNode node = switch (kind) {
                case SOURCE -> source(id, site);
                case OPERATOR -> new OperatorNode(id, site, only(parents), content(Operator.class), null);
                case UNION -> new UnionNode(id, site, parents);
                case COALESCE -> new CoalesceNode(id, site, only(parents), in.readInt());
                case ZIP -> new ZipNode(id, site, parents, content(ZipFunction.class), null);
                case CARTESIAN -> cartesian(id, site, parents);
                case SHUFFLE -> ShuffleNode.input(id, site, content(Exchange.class));
                default -> throw damaged("no kind " + kind + " of node");
            };
            if (kept > 0) {
                node.marks().storageLevel(LEVELS[kept - 1]);
            }
            return node;
        }

        private List<PlanNode> parents() throws IOException {
            int count = in.readInt();
            List<PlanNode> parents = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = in.readInt();
                if (index < 0 || index >= nodes.size()) {
                    throw damaged("node " + nodes.size() + " has the parent " + index);
                }
                parents.add(nodes.get(index));
            }
            return parents;
        }

        private PlanNode only(List<PlanNode> parents) {
            if (parents.size() != 1) {
                throw damaged("node " + nodes.size() + " has " + parents.size() + " parents instead of 1");
            }
            return parents.get(0);
        }

        private PlanNode cartesian(long id, CallSite site, List<PlanNode> parents) {
            if (parents.size() != 2) {
                throw damaged("node " + nodes.size() + " has " + parents.size() + " parents instead of 2");
            }
            return new CartesianNode(id, site, parents.get(0), parents.get(1));
        }

        private PlanNode source(long id, CallSite site) throws IOException {
            List<?> sourceAndSplits = content(List.class);
            if (sourceAndSplits.isEmpty() || !(sourceAndSplits.get(0) instanceof Source<?> source)) {
                throw damaged("node " + nodes.size() + " has no source");
            }
            List<Split> splits = new ArrayList<>();
            for (Object split : sourceAndSplits.subList(1, sourceAndSplits.size())) {
                if (!(split instanceof Split known)) {
                    throw damaged("node " + nodes.size() + " has a split that is none");
                }
                splits.add(known);
            }
            return SourceNode.ofSplits(id, site, source, splits);
        }

        private CallSite callSite() throws IOException {
            return new CallSite(in.readUTF(), in.readUTF(), in.readInt(), in.readUTF());
        }

        private <T> T content(Class<T> type) throws IOException {
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw damaged("a content of " + length + " bytes");
            }
            @Nullable Object content = Closures.deserialize(in.readNBytes(length), loader);
            if (!type.isInstance(content)) {
                throw damaged("a content that is no " + type.getSimpleName());
            }
            return type.cast(content);
        }
    }
}

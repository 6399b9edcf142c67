package io.vonk.api;

import io.vonk.internal.operator.Writing;
import io.vonk.internal.output.OutputJob;
import io.vonk.internal.output.OutputManifest;
import io.vonk.internal.output.OutputOwner;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.SourceNode;
import io.vonk.internal.session.JobRunner.JobRequest;
import io.vonk.internal.session.Session;
import io.vonk.io.WriteMode;
import io.vonk.io.object.ObjectSink;
import io.vonk.io.object.ObjectSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes the checkpoints that users have asked for, after the action that first computes them; from then on the files stand
 * in for the lineage.
 */
final class Checkpoints {
    private final VonkSession session;
    private final Session backend;

    Checkpoints(VonkSession session, Session backend) {
        this.session = session;
        this.backend = backend;
    }

    /** The job, followed by the jobs that write the checkpoints wanted among {@code nodes}. */
    CompletableFuture<Void> after(CompletableFuture<Void> job, List<PlanNode> nodes) {
        List<PlanNode> wanted = new ArrayList<>();
        for (PlanNode node : nodes) {
            if (node.marks().checkpointWanted()) {
                wanted.add(node);
            }
        }
        if (wanted.isEmpty()) {
            return job;
        }
        CompletableFuture<Void> all = job;
        for (PlanNode node : wanted) {
            all = all.thenCompose(done -> write(node));
        }
        return all;
    }

    private CompletableFuture<Void> write(PlanNode node) {
        if (!node.marks().checkpointWanted()) {
            return CompletableFuture.completedFuture(null);
        }
        String directory = session.requireCheckpointDirectory() + "/node-" + node.id();
        OutputJob<Object> output = OutputJob.start(
                        new OutputJob.Order<>(
                                session.files(), directory, WriteMode.OVERWRITE, new ObjectSink<>(), null),
                        OutputOwner.thisProcess(),
                        OutputJob.newJobId())
                .orElseThrow();
        List<OutputManifest> accepted = new ArrayList<>();
        CallSite callSite = new CallSite(
                "checkpoint of " + node.callSite().operation(),
                node.callSite().file(),
                node.callSite().line(),
                node.callSite().method());
        JobRequest<OutputManifest> request = new JobRequest<>(
                node,
                Actions.numbers(0, node.partitionCount()),
                Writing.to(output.target()),
                (manifest, partition) -> accepted.add(manifest),
                callSite,
                session.jobGroup());
        return backend.submit(request)
                .thenRunAsync(() -> {
                    output.commit(accepted);
                    ObjectSource<Object> source = new ObjectSource<>(session.files(), directory);
                    node.marks().checkpoint(new SourceNode(backend.nextNodeId(), callSite, source, 0));
                })
                .whenComplete((done, failure) -> output.close());
    }
}

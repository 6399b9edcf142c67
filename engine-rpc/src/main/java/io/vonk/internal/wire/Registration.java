package io.vonk.internal.wire;

/**
 * What an executor says of itself when it comes to its driver.
 *
 * @param name what the cluster calls it
 * @param slots how many tasks it can run at once, at least 1
 * @param node host:port where its map outputs are served
 * @param outputsOutlive whether its map outputs outlive it
 * @param pid of its process
 */
public record Registration(String name, int slots, String node, boolean outputsOutlive, long pid) {}

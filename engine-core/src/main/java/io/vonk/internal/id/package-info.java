/**
 * The identities of everything that the engine talks about: jobs, stages, shuffles, attempts, executors. Each is a
 * record with one spelling in logs, errors and file names. Knows no other package of Vonk.
 *
 * <p>Next on the journey: {@code io.vonk.internal.plan}, the lineage that a user's calls build.
 */
@NullMarked
package io.vonk.internal.id;

import org.jspecify.annotations.NullMarked;

/**
 * The scheduler's shell: one thread that feeds it events and executes its actions, and the slots that run tasks in this
 * process. Knows {@code scheduler}, {@code stage}, {@code task}, {@code exchange}, {@code block}, {@code plan},
 * {@code operator}, {@code memory}, {@code file}, {@code id}, {@code time}, {@code runtime} and {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.task}, the code that a slot runs.
 */
@NullMarked
package io.vonk.internal.driver;

import org.jspecify.annotations.NullMarked;

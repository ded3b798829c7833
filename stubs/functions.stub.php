<?php

/** @generate-function-entries */

namespace Rtws;

/**
 * Suspends the handler that calls it, and only that one.
 *
 * @param float $seconds 0 gives way to whatever else is due
 * @throws IllegalState outside of a Fiber or without a running server
 * @throws \ValueError when it is negative or not finite
 */
function delay(float $seconds): void {}

/**
 * Runs callables at once, each on a Fiber of its own, and returns their results when all have ended, in the order of
 * the arguments and under their names. Only the handler that calls it waits.
 *
 * @throws \Throwable the first one, in the order of the arguments, that a callable threw; further ones go to
 *     RtServer::on("error")
 * @throws IllegalState outside of a Fiber or without a running server
 */
function concurrently(callable ...$tasks): array {}

/** @internal the body of pooled Fibers */
function fiber_body(): void {}

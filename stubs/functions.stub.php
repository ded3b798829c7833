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

/** @internal the body of pooled Fibers */
function fiber_body(): void {}

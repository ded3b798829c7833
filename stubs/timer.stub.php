<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * A timer of a server. It runs until it is cancelled or, made by after(), has fired; nobody needs to
 * keep it.
 *
 * @strict-properties
 * @not-serializable
 */
final class Timer
{
    private function __construct() {}

    public function cancel(): void {}

    public function isActive(): bool {}
}

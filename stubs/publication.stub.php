<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * What was published.
 *
 * @strict-properties
 * @not-serializable
 */
final class Publication
{
    public readonly string $channel;
    /** As it was published; objects of JSON as arrays. */
    public readonly mixed $data;
    public readonly ?string $event;
    /** Its place in the order of all: "5f0c2a91-1042" */
    public readonly string $id;
    /** Seconds since 1970. */
    public readonly float $time;

    private function __construct() {}
}

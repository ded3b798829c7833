<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * The answer of an HTTP route or a handshake hook.
 *
 * @strict-properties
 * @not-serializable
 */
final class Response
{
    public readonly string $body;
    public readonly int $status;
    /** @var array<string, string|array> */
    public readonly array $headers;
    /** The file that is the body. */
    public readonly ?string $file;

    /**
     * @param int $status 200 to 599
     * @param array $headers value by name; a list of values makes several headers; Content-Length, Connection, Date
     *        and Transfer-Encoding are the server's
     * @throws \ValueError for a status or header that cannot be sent
     */
    public function __construct(string $body = "", int $status = 200, array $headers = []) {}

    /** @throws \JsonException when the data has no JSON */
    public static function json(mixed $data, int $status = 200, array $headers = []): Response {}

    /**
     * A regular file, with the Content-Type of its ending.
     * @throws \ValueError when it cannot be read
     */
    public static function file(string $path, array $headers = []): Response {}
}

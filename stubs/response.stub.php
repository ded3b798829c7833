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
    /** The file that is the body, as an absolute path. */
    public readonly ?string $file;
    /** Of stream(). */
    private readonly mixed $writer;

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

    /**
     * A body that comes little by little: $writer(ResponseStream $out): void writes it, on the Fiber of the request, and
     * may suspend. It is not called for HEAD. In chunks to HTTP/1.1; to HTTP/1.0 up to the close of the connection.
     * A Content-Type that is not given is text/html, as for strings.
     * A handler may as well return a Generator, or another Traversable, of strings: each one is a piece.
     * @throws \ValueError for a status or header that cannot be sent
     */
    public static function stream(callable $writer, int $status = 200, array $headers = []): Response {}

    /**
     * Elsewhere: an absolute or relative address; spaces and bytes that no address may hold are percent-encoded.
     * @param int $status 301, 302, 303, 307 or 308
     * @throws \ValueError for another status, an empty address, or control characters in it
     */
    public static function redirect(string $to, int $status = 302): Response {}

    /**
     * A copy that sets a cookie as well.
     * @param string $value any bytes: they are percent-encoded, and Request::$cookies decodes them
     * @param array $options max_age: seconds, 0 removes it (default: until the browser ends); path: default "/";
     *        domain: default this host only; secure: bool, default false; http_only: bool, default true;
     *        same_site: "Lax" (default), "Strict", or "None", which needs secure
     * @throws \ValueError for a name that is no token
     * @throws InvalidOption
     */
    public function withCookie(string $name, string $value, array $options = []): Response {}
}

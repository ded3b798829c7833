<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * What a client asked for. It does not change.
 *
 * @strict-properties
 * @not-serializable
 */
final class Request
{
    /** "GET" */
    public readonly string $method;
    /** Percent-decoded, without query: "/room/blue" */
    public readonly string $path;
    /** As it was sent: "/room/blue?x=1" */
    public readonly string $uri;
    /** The query, as parse_str() reads it. */
    public readonly array $query;
    /** What the {placeholders} of the route matched, decoded: ["name" => "blue"] */
    public readonly array $params;
    /** ["name" => "value"], decoded. */
    public readonly array $cookies;
    /**
     * The client's IP address, without port; "unix:" on a Unix socket. Behind a trusted proxy the one that it tells
     * (option trusted_proxies).
     */
    public readonly string $remoteAddress;
    /** It came over TLS, to here or to a trusted proxy that says so. */
    public readonly bool $secure;

    private function __construct() {}

    /** The value of a header in any case; several of one name joined with ", ". */
    public function header(string $name): ?string {}

    /** @return array<string, string> by lower-case name */
    public function headers(): array {}

    public function body(): string {}

    /**
     * The body as JSON, objects as arrays.
     * @throws \JsonException when it is none
     */
    public function json(): mixed {}

    /**
     * The body as a form, application/x-www-form-urlencoded or multipart/form-data: fields as parse_str() names them; a
     * file is an array of name (as the client says: no path to be trusted), type (likewise), size and content. A file
     * that was not chosen is left out. At most 1000 parts.
     * @throws InvalidBody when it is neither, or malformed
     */
    public function form(): array {}

    /** The subject of the certificate that the client showed (RFC 2253); null when it showed none. */
    public function certificateSubject(): ?string {}

    /** True while the WebSocket that this request opened is open. */
    public function isEstablished(): bool {}
}

<?php

namespace Rtws\Ratchet;

use Psr\Http\Message\UriInterface;

/** The URI of a PsrRequest. */
final class PsrUri implements UriInterface
{
    private string $scheme = '';
    private string $user = '';
    private string $host = '';
    private ?int $port = null;
    private string $path = '';
    private string $query = '';
    private string $fragment = '';

    public function __construct(string $uri)
    {
        $parts = parse_url($uri) ?: [];
        $this->scheme = strtolower($parts['scheme'] ?? '');
        $this->user = ($parts['user'] ?? '') . (isset($parts['pass']) ? ":{$parts['pass']}" : '');
        $this->host = strtolower($parts['host'] ?? '');
        $this->port = $parts['port'] ?? null;
        $this->path = $parts['path'] ?? '';
        $this->query = $parts['query'] ?? '';
        $this->fragment = $parts['fragment'] ?? '';
    }

    private function with(string $property, mixed $value): static
    {
        $self = clone $this;
        $self->$property = $value;
        return $self;
    }

    public function getScheme(): string
    {
        return $this->scheme;
    }

    public function getAuthority(): string
    {
        return ($this->user === '' ? '' : "$this->user@") . $this->host . ($this->getPort() === null ? '' : ":$this->port");
    }

    public function getUserInfo(): string
    {
        return $this->user;
    }

    public function getHost(): string
    {
        return $this->host;
    }

    /** Null when it is the scheme's own. */
    public function getPort(): ?int
    {
        return $this->port === (['http' => 80, 'https' => 443][$this->scheme] ?? null) ? null : $this->port;
    }

    public function getPath(): string
    {
        return $this->path;
    }

    public function getQuery(): string
    {
        return $this->query;
    }

    public function getFragment(): string
    {
        return $this->fragment;
    }

    public function withScheme($scheme): static
    {
        return $this->with('scheme', strtolower($scheme));
    }

    public function withUserInfo($user, $password = null): static
    {
        return $this->with('user', $user . ($password === null ? '' : ":$password"));
    }

    public function withHost($host): static
    {
        return $this->with('host', strtolower($host));
    }

    public function withPort($port): static
    {
        return $this->with('port', $port);
    }

    public function withPath($path): static
    {
        return $this->with('path', $path);
    }

    public function withQuery($query): static
    {
        return $this->with('query', ltrim($query, '?'));
    }

    public function withFragment($fragment): static
    {
        return $this->with('fragment', ltrim($fragment, '#'));
    }

    public function __toString(): string
    {
        $authority = $this->getAuthority();
        return ($this->scheme === '' ? '' : "$this->scheme:") . ($authority === '' ? '' : "//$authority") . $this->path .
            ($this->query === '' ? '' : "?$this->query") . ($this->fragment === '' ? '' : "#$this->fragment");
    }
}

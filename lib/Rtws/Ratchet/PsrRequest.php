<?php

namespace Rtws\Ratchet;

use Psr\Http\Message\RequestInterface;
use Psr\Http\Message\StreamInterface;
use Psr\Http\Message\UriInterface;

/** A request without a body, for where guzzlehttp/psr7 is not installed. */
final class PsrRequest implements RequestInterface
{
    private string $protocol = '1.1';
    private ?string $target = null;
    /** @var array<string, string[]> by name */
    private array $headers = [];
    /** @var array<string, string> by lower-case name */
    private array $names = [];

    /** @param array<string, string|string[]> $headers */
    public function __construct(private string $method, private UriInterface $uri, array $headers)
    {
        foreach ($headers as $name => $value) {
            $this->set($name, (array) $value);
        }
    }

    private function set(string $name, array $values): void
    {
        unset($this->headers[$this->names[strtolower($name)] ?? '']);
        $this->names[strtolower($name)] = $name;
        $this->headers[$name] = array_map('strval', array_values($values));
    }

    private function with(string $property, mixed $value): static
    {
        $self = clone $this;
        $self->$property = $value;
        return $self;
    }

    public function getProtocolVersion(): string
    {
        return $this->protocol;
    }

    public function withProtocolVersion($version): static
    {
        return $this->with('protocol', $version);
    }

    public function getHeaders(): array
    {
        return $this->headers;
    }

    public function hasHeader($name): bool
    {
        return isset($this->names[strtolower($name)]);
    }

    public function getHeader($name): array
    {
        return $this->headers[$this->names[strtolower($name)] ?? ''] ?? [];
    }

    public function getHeaderLine($name): string
    {
        return implode(', ', $this->getHeader($name));
    }

    public function withHeader($name, $value): static
    {
        $self = clone $this;
        $self->set($name, (array) $value);
        return $self;
    }

    public function withAddedHeader($name, $value): static
    {
        return $this->withHeader($name, [...$this->getHeader($name), ...(array) $value]);
    }

    public function withoutHeader($name): static
    {
        $self = clone $this;
        unset($self->headers[$self->names[strtolower($name)] ?? ''], $self->names[strtolower($name)]);
        return $self;
    }

    public function getBody(): StreamInterface
    {
        throw new NotSupported('The request of a WebSocket has no body');
    }

    public function withBody(StreamInterface $body): static
    {
        throw new NotSupported('The request of a WebSocket has no body');
    }

    public function getRequestTarget(): string
    {
        $query = $this->uri->getQuery();
        return $this->target ?? ($this->uri->getPath() ?: '/') . ($query === '' ? '' : "?$query");
    }

    public function withRequestTarget($requestTarget): static
    {
        return $this->with('target', $requestTarget);
    }

    public function getMethod(): string
    {
        return $this->method;
    }

    public function withMethod($method): static
    {
        return $this->with('method', $method);
    }

    public function getUri(): UriInterface
    {
        return $this->uri;
    }

    public function withUri(UriInterface $uri, $preserveHost = false): static
    {
        $self = $this->with('uri', $uri);
        if (!($preserveHost && $this->hasHeader('Host')) && $uri->getHost() !== '') {
            $self->set('Host', [$uri->getAuthority()]);
        }
        return $self;
    }
}

<?php

namespace Rtws\Ratchet;

use React\EventLoop\Loop;
use React\EventLoop\LoopInterface;
use React\Socket\ServerInterface;
use Ratchet\MessageComponentInterface;
use Rtws\RtServer;

/** An address and the endpoints there: what App and IoServer have in common. It becomes an RtServer when it runs. */
final class Service
{
    /** @var Endpoint[] */
    private array $endpoints = [];
    private ?RtServer $server = null;

    private function __construct(private string $host, private int $port, private array $tls)
    {
    }

    public static function at(string $address, int $port, array $context = [], ?LoopInterface $loop = null): self
    {
        Loops::check($loop);
        $scheme = 'tcp';
        if (preg_match('/^(\w+):\/\/(.*)$/', $address, $match)) {
            [, $scheme, $address] = $match;
        }
        if ($scheme === 'unix') {
            return new self("unix://$address", 0, []);
        }
        if ($scheme !== 'tcp' && $scheme !== 'tls') {
            throw new NotSupported("An address of $scheme:// is not supported: tcp, tls and unix are");
        }
        return new self($address, $port, $scheme === 'tls' ? Sockets::tls($context['tls'] ?? $context) : []);
    }

    /** At the address of a socket, which is closed to make room. */
    public static function of(ServerInterface $socket, ?LoopInterface $loop = null): self
    {
        Loops::check($loop);
        $tls = Sockets::context($socket);
        $address = (string) $socket->getAddress();
        $socket->close();
        if (str_starts_with($address, 'unix://')) {
            $self = new self($address, 0, $tls);
        } elseif (preg_match('/^(?:\w+:\/\/)?(.+):(\d+)$/', $address, $match)) {
            $self = new self($match[1], (int) $match[2], $tls);
        } else {
            throw new NotSupported(sprintf('%s listens at "%s", which is no address', get_class($socket), $address));
        }
        Loops::expect($self, $loop ?? Loop::get());
        return $self;
    }

    public function add(MessageComponentInterface $layer, Endpoint $endpoint): void
    {
        foreach ($endpoint->serve($layer) as $one) {
            $this->endpoints[] = $one;
            if ($this->server !== null) {
                $one->addTo($this->server);
            }
        }
    }

    /** @return Endpoint[] */
    public function endpoints(): array
    {
        return $this->endpoints;
    }

    public function isRunning(): bool
    {
        return $this->server !== null;
    }

    public function run(): void
    {
        Loops::enter($this);
        $options = $this->tls === [] ? [] : ['tls' => $this->tls];
        $this->server = new RtServer($this->host, $this->port, $options);
        foreach ($this->endpoints as $endpoint) {
            $endpoint->addTo($this->server);
        }
        $this->server->run();
    }
}

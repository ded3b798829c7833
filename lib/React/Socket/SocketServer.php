<?php

namespace React\Socket;

use React\EventLoop\LoopInterface;

/** For programs without react/socket: an address, for IoServer. */
class SocketServer implements ServerInterface
{
    private ?string $address;
    /** @var ServerInterface|null what TLS is spoken around */
    private $server = null;

    public function __construct($uri, array $context = [], ?LoopInterface $loop = null)
    {
        if (preg_match('/^tls:\/\/(.*)$/', (string) $uri, $match)) {
            $this->server = new SecureServer(new self($match[1]), $loop, $context['tls'] ?? []);
            $uri = $match[1];
        }
        $address = preg_replace('/^tcp:\/\//', '', (string) $uri);
        $this->address = str_starts_with($address, 'unix://') ? $address
            : 'tcp://' . (preg_match('/^\d+$/', $address) ? "127.0.0.1:$address" : $address);
    }

    public function getAddress()
    {
        return $this->address;
    }

    public function close()
    {
        $this->address = null;
    }

    public function on($event, callable $listener)
    {
        throw new \Rtws\Ratchet\NotSupported('Raw sockets are not supported without react/socket: install that');
    }
}

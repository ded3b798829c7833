<?php

namespace React\Socket;

use React\EventLoop\LoopInterface;

/** For programs without react/socket: a certificate, for IoServer. */
final class SecureServer implements ServerInterface
{
    private ServerInterface $server;
    private array $context;

    public function __construct(ServerInterface $tcp, ?LoopInterface $loop = null, array $context = [])
    {
        $this->server = $tcp;
        $this->context = $context;
    }

    public function getAddress()
    {
        return preg_replace('/^tcp:/', 'tls:', (string) $this->server->getAddress());
    }

    public function close()
    {
        $this->server->close();
    }
}

<?php

namespace React\Socket;

use React\EventLoop\LoopInterface;

/** For programs without react/socket: an address, for IoServer. */
final class TcpServer extends SocketServer
{
    public function __construct($uri, ?LoopInterface $loop = null, array $context = [])
    {
        parent::__construct($uri, $context, $loop);
    }
}

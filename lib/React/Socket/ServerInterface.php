<?php

namespace React\Socket;

/** For programs without react/socket. */
interface ServerInterface
{
    public function getAddress();

    public function close();
}

<?php

namespace Ratchet\WebSocket;

use Ratchet\ComponentInterface;

/** A component that is told whether a message is binary. */
interface MessageComponentInterface extends ComponentInterface, MessageCallableInterface
{
}

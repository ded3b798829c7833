<?php
// An echo, ten times a second for each: php rate-limited-server.php [port] [app|io]
require 'vendor/autoload.php';

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;

class Limited implements MessageComponentInterface
{
    private const MOST = 10;
    private array $counts = []; // resource id => messages in this second
    private array $seconds = []; // resource id => which second

    public function onMessage(ConnectionInterface $from, $msg): void
    {
        $id = $from->resourceId;
        if (($this->seconds[$id] ?? 0) < time()) {
            $this->counts[$id] = 0;
            $this->seconds[$id] = time();
        }
        if (++$this->counts[$id] > self::MOST) {
            $from->send(json_encode(['type' => 'error', 'code' => 'RATE_LIMITED', 'message' => 'Too many messages. Please slow down.']));
            return;
        }
        $from->send($msg);
    }

    public function onOpen(ConnectionInterface $conn): void
    {
    }

    public function onClose(ConnectionInterface $conn): void
    {
    }

    public function onError(ConnectionInterface $conn, \Exception $e): void
    {
        echo "An error has occurred: {$e->getMessage()}\n";
    }
}

$port = (int) ($argv[1] ?? 8080);
if (($argv[2] ?? 'app') === 'io') { // the component first, then the server
    Ratchet\Server\IoServer::factory(new Ratchet\Http\HttpServer(new Ratchet\WebSocket\WsServer(new Limited())), $port)->run();
} else {
    $app = new Ratchet\App('localhost', $port);
    $app->route('/', new Limited(), ['*']);
    $app->run();
}

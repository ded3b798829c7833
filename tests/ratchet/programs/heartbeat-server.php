<?php
// Pings of its own, in JSON: php heartbeat-server.php [port] [app|io] [interval] [timeout] [check]
require 'vendor/autoload.php';

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;

class Heartbeat implements MessageComponentInterface
{
    private array $clients = [];
    private array $lastPing = [];

    public function __construct()
    {
        [, , , $interval, $timeout, $check] = $GLOBALS['argv'] + [3 => 30, 10, 5.0];
        React\EventLoop\Loop::addPeriodicTimer((float) $check, function () use ($interval, $timeout) {
            $now = time();
            foreach ($this->clients as $id => $client) {
                if ($now - ($this->lastPing[$id] ?? 0) > $interval) {
                    $client->send(json_encode(['type' => 'ping']));
                    $this->lastPing[$id] = $now;
                }
                $lastPong = $client->lastPong ?? $client->opened;
                if ($now - $lastPong > $interval + $timeout) {
                    echo "Client {$client->resourceId} timed out\n";
                    $client->close();
                }
            }
        });
    }

    public function onOpen(ConnectionInterface $conn): void
    {
        $conn->opened = time();
        $this->clients[$conn->resourceId] = $conn;
    }

    public function onMessage(ConnectionInterface $from, $msg): void
    {
        if ((json_decode($msg, true)['type'] ?? '') === 'pong') {
            $from->lastPong = time();
        }
    }

    public function onClose(ConnectionInterface $conn): void
    {
        unset($this->clients[$conn->resourceId], $this->lastPing[$conn->resourceId]);
        echo "Client {$conn->resourceId} closed\n";
    }

    public function onError(ConnectionInterface $conn, \Exception $e): void
    {
        echo "An error has occurred: {$e->getMessage()}\n";
    }
}

$port = (int) ($argv[1] ?? 8080);
if (($argv[2] ?? 'app') === 'io') { // the component first, then the server
    Ratchet\Server\IoServer::factory(new Ratchet\Http\HttpServer(new Ratchet\WebSocket\WsServer(new Heartbeat())), $port)->run();
} else {
    $app = new Ratchet\App('localhost', $port);
    $app->route('/', new Heartbeat(), ['*']);
    $app->run();
}

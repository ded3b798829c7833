<?php
// Channels over a list in Redis: php pubsub-server.php [port] [app|io]
require 'vendor/autoload.php';

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;

class Channels implements MessageComponentInterface
{
    private \SplObjectStorage $everybody;
    private array $members = [];
    private \Redis $redis;

    public function __construct()
    {
        $this->everybody = new \SplObjectStorage();
        $this->redis = new \Redis();
        $this->redis->connect('localhost', 6379);
        React\EventLoop\Loop::addPeriodicTimer(0.1, function () {
            if ($entry = $this->redis->lpop('ws:messages')) {
                $entry = json_decode($entry, true);
                $this->tell($entry['channel'], $entry['message']);
            }
        });
    }

    public function onOpen(ConnectionInterface $conn): void
    {
        $this->everybody->attach($conn);
    }

    public function onMessage(ConnectionInterface $from, $msg): void
    {
        $wish = json_decode($msg, true);
        switch ($wish['action']) {
            case 'subscribe':
                $this->join($from, $wish['channel']);
                break;
            case 'unsubscribe':
                isset($this->members[$wish['channel']]) && $this->members[$wish['channel']]->detach($from);
                break;
            case 'publish':
                $this->redis->rpush('ws:messages', json_encode(['channel' => $wish['channel'], 'message' => $wish['message']]));
                break;
        }
    }

    private function join(ConnectionInterface $conn, string $channel): void
    {
        $this->members[$channel] ??= new \SplObjectStorage();
        $this->members[$channel]->attach($conn);
        $conn->send(json_encode(['type' => 'subscribed', 'channel' => $channel]));
    }

    private function tell(string $channel, $message): void
    {
        $text = json_encode(['type' => 'message', 'channel' => $channel, 'data' => $message, 'timestamp' => microtime(true)]);
        foreach ($this->members[$channel] ?? [] as $member) {
            $member->send($text);
        }
    }

    public function onClose(ConnectionInterface $conn): void
    {
        $this->everybody->detach($conn);
        foreach ($this->members as $members) {
            $members->detach($conn);
        }
    }

    public function onError(ConnectionInterface $conn, \Exception $e): void
    {
        echo "An error has occurred: {$e->getMessage()}\n";
    }
}

$port = (int) ($argv[1] ?? 8080);
if (($argv[2] ?? 'app') === 'io') { // the component first, then the server
    Ratchet\Server\IoServer::factory(new Ratchet\Http\HttpServer(new Ratchet\WebSocket\WsServer(new Channels())), $port)->run();
} else {
    $app = new Ratchet\App('localhost', $port);
    $app->route('/', new Channels(), ['*']);
    $app->run();
}

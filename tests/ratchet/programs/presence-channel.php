<?php
// Who is in a channel, with the members in Redis: php presence-channel.php [port] [app|io]
require 'vendor/autoload.php';

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;

class Presence
{
    private array $members = []; // channel => [user id => [connection, data]]

    public function __construct(private \Redis $redis)
    {
    }

    public function join(string $channel, ConnectionInterface $conn, array $user): void
    {
        $this->members[$channel][$user['id']] = ['connection' => $conn, 'data' => $user];
        $this->redis->hSet("presence:$channel", $user['id'], json_encode($user));
        $this->tell($channel, ['type' => 'member_joined', 'member' => $user], $conn);
        $members = array_map('json_decode', $this->redis->hGetAll("presence:$channel"));
        $conn->send(json_encode(['type' => 'presence_state', 'members' => $members]));
    }

    public function leave(string $channel, ConnectionInterface $conn): void
    {
        foreach ($this->members[$channel] ?? [] as $id => $member) {
            if ($member['connection'] === $conn) {
                unset($this->members[$channel][$id]);
                $this->redis->hDel("presence:$channel", $id);
                $this->tell($channel, ['type' => 'member_left', 'member' => $member['data']]);
                return;
            }
        }
    }

    private function tell(string $channel, array $what, ?ConnectionInterface $except = null): void
    {
        foreach ($this->members[$channel] ?? [] as $member) {
            if ($member['connection'] !== $except) {
                $member['connection']->send(json_encode($what));
            }
        }
    }
}

class PresenceServer implements MessageComponentInterface
{
    private Presence $presence;
    private \SplObjectStorage $channels;

    public function __construct()
    {
        $redis = new \Redis();
        $redis->connect('localhost', 6379);
        $this->presence = new Presence($redis);
        $this->channels = new \SplObjectStorage();
    }

    public function onOpen(ConnectionInterface $conn): void
    {
        $this->channels[$conn] = [];
    }

    public function onMessage(ConnectionInterface $from, $msg): void
    {
        $wish = json_decode($msg, true);
        $channels = $this->channels[$from];
        if ($wish['action'] === 'join') {
            $this->presence->join($wish['channel'], $from, $wish['user']);
            $channels[$wish['channel']] = true;
        } else {
            $this->presence->leave($wish['channel'], $from);
            unset($channels[$wish['channel']]);
        }
        $this->channels[$from] = $channels;
    }

    public function onClose(ConnectionInterface $conn): void
    {
        foreach ($this->channels[$conn] as $channel => $_) {
            $this->presence->leave($channel, $conn);
        }
        $this->channels->detach($conn);
    }

    public function onError(ConnectionInterface $conn, \Exception $e): void
    {
        echo "An error has occurred: {$e->getMessage()}\n";
    }
}

$port = (int) ($argv[1] ?? 8080);
if (($argv[2] ?? 'app') === 'io') { // the component first, then the server
    Ratchet\Server\IoServer::factory(new Ratchet\Http\HttpServer(new Ratchet\WebSocket\WsServer(new PresenceServer())), $port)->run();
} else {
    $app = new Ratchet\App('localhost', $port);
    $app->route('/', new PresenceServer(), ['*']);
    $app->run();
}

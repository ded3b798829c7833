<?php
// php ratchet.php PORT echo|fanout|idle|open
// Ratchet on ReactPHP. RATCHET_AUTOLOAD names Composer's autoload.php.

error_reporting(E_ALL & ~E_DEPRECATED);
require getenv('RATCHET_AUTOLOAD') ?: __DIR__ . '/../build/ratchet/vendor/autoload.php';

use Ratchet\ConnectionInterface;
use Ratchet\Http\HttpServer;
use Ratchet\RFC6455\Messaging\Frame;
use Ratchet\RFC6455\Messaging\MessageInterface;
use Ratchet\Server\IoServer;
use Ratchet\WebSocket\MessageComponentInterface;
use Ratchet\WebSocket\WsServer;

abstract class Quiet implements MessageComponentInterface
{
    public function onOpen(ConnectionInterface $conn)
    {
    }

    public function onMessage(ConnectionInterface $conn, MessageInterface $msg)
    {
    }

    public function onClose(ConnectionInterface $conn)
    {
    }

    public function onError(ConnectionInterface $conn, \Exception $e)
    {
        fwrite(STDERR, $e->getMessage() . "\n");
        $conn->close();
    }
}

function same(MessageInterface $msg): string|Frame
{
    return $msg->isBinary() ? new Frame($msg->getPayload(), true, Frame::OP_BINARY) : $msg->getPayload();
}

$port = (int) ($argv[1] ?? 9001);
$mode = $argv[2] ?? 'echo';

$app = match ($mode) {
    'echo' => new class extends Quiet {
        public function onMessage(ConnectionInterface $conn, MessageInterface $msg)
        {
            $conn->send(same($msg));
        }
    },
    'fanout' => new class extends Quiet {
        private array $members = [];

        public function onOpen(ConnectionInterface $conn)
        {
            $this->members[$conn->resourceId] = $conn;
        }

        public function onMessage(ConnectionInterface $conn, MessageInterface $msg)
        {
            $data = same($msg);
            foreach ($this->members as $member) {
                $member->send($data);
            }
        }

        public function onClose(ConnectionInterface $conn)
        {
            unset($this->members[$conn->resourceId]);
        }
    },
    'idle', 'open' => new class extends Quiet {
    },
    default => exit("mode: echo, fanout, idle or open\n"),
};

IoServer::factory(new HttpServer(new WsServer($app)), $port, '127.0.0.1')->run();

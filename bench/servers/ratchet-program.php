<?php
// php ratchet-program.php PORT echo|fanout
// One program for Ratchet, for bench/ratchet. RATCHET_AUTOLOAD names Composer's autoload.php; without it the classes are
// those of the extension.

error_reporting(E_ALL & ~E_DEPRECATED);
if (getenv('RATCHET_AUTOLOAD')) {
    require getenv('RATCHET_AUTOLOAD');
}

use Ratchet\ConnectionInterface;
use Ratchet\Http\HttpServer;
use Ratchet\MessageComponentInterface;
use Ratchet\Server\IoServer;
use Ratchet\WebSocket\WsServer;

class Chat implements MessageComponentInterface
{
    private $clients;

    public function __construct(private bool $toAll)
    {
        $this->clients = new \SplObjectStorage;
    }

    public function onOpen(ConnectionInterface $conn)
    {
        $this->clients->attach($conn);
    }

    public function onMessage(ConnectionInterface $from, $msg)
    {
        if (!$this->toAll) {
            $from->send($msg);
            return;
        }
        foreach ($this->clients as $client) {
            $client->send($msg);
        }
    }

    public function onClose(ConnectionInterface $conn)
    {
        $this->clients->detach($conn);
    }

    public function onError(ConnectionInterface $conn, \Exception $e)
    {
        fwrite(STDERR, $e->getMessage() . "\n");
        $conn->close();
    }
}

IoServer::factory(new HttpServer(new WsServer(new Chat($argv[2] === 'fanout'))), (int) $argv[1], '127.0.0.1')->run();

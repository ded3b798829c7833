--TEST--
ws(): a component's methods are called, each with its arguments
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    class Room
    {
        public function handshake(Request $request): bool { echo "handshake {$request->params["name"]}\n"; return true; }
        public function onOpen(Connection $conn, Request $request): void { echo "open {$request->path}\n"; $conn->ping("are you there"); }
        public function onPong(Connection $conn, string $payload): void { echo "pong $payload\n"; }
        public function onMessage(Connection $from, string $message, bool $binary): void { echo "message $message ", var_export($binary, true), "\n"; throw new LogicException("oh"); }
        public function onError(Connection $conn, Throwable $error): void { echo "error {$error->getMessage()}\n"; }
        public function onClose(Connection $conn, int $code, string $reason): void { echo "close $code $reason\n"; }
    }
    $server->ws("/room/{name}", new Room);
');
$client = $server->ws('/room/blue');
$ping = $client->read();
$client->send(WsClient::PONG, $ping->payload);
$client->binary('hi');
$client->close(3000, 'bye');
$server->await('/^close/m');
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
handshake blue
open /room/blue
pong are you there
message hi true
error oh
close 3000 bye

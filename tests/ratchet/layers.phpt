--TEST--
Ratchet: OriginCheck, IpBlackList, sub-protocols and keep-alive
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    class Speaks extends Told implements WsServerInterface { function getSubProtocols() { return ["b", "c"]; } }
    $list = new IpBlackList(new HttpServer(new WsServer(new Told)));
    $list->blockAddress("10.0.0.1")->blockAddress("127.0.0.3");
    $list->unblockAddress("127.0.0.3");
    echo json_encode([$list->isBlocked("10.0.0.1"), $list->isBlocked("tcp://10.0.0.1:5"), $list->isBlocked("127.0.0.3"),
        $list->getBlockedAddresses(), $list->filterAddress("[::1]:80")]), "\n";
    $app = new App("localhost", 0);
    $app->route("/speaks", new Speaks, ["*"]);
    $lax = new WsServer(new Speaks);
    $lax->setStrictSubProtocolCheck(false);
    $app->route("/lax", $lax, ["*"]);
    $app->route("/inside", (new IpBlackList(new Told))->blockAddress("127.0.0.2"), ["*"]);
    $app->route("/origin", new OriginCheck(new WsServer(new Told), ["a.example"]), ["a.example", "b.example"]);
    $beats = new WsServer(new Told);
    $beats->enableKeepAlive(Loop::get(), 0.2);
    $app->route("/beats", $beats, ["*"]);
    $app->run();
');
$h = static fn (string $path, array $headers = []) => WsClient::handshake($path, $headers);
Checks::is('a protocol of the list', 101, handshake($server, $h('/speaks', ['Sec-WebSocket-Protocol' => 'a, c, b']), $answer));
Checks::is('the client\'s first', 'c', $answer->headers['sec-websocket-protocol'] ?? null);
Checks::is('no protocol of the list', 426, handshake($server, $h('/speaks', ['Sec-WebSocket-Protocol' => 'x']), $answer));
Checks::true('why', str_contains($answer->body . $answer->head, 'Sec-WebSocket-Version'));
Checks::is('no protocol', 426, handshake($server, $h('/speaks')));
Checks::is('no protocol, lax', 101, handshake($server, $h('/lax'), $answer));
Checks::is('another, lax', 101, handshake($server, $h('/lax', ['Sec-WebSocket-Protocol' => 'x']), $answer));
Checks::is('then none is agreed', null, $answer->headers['sec-websocket-protocol'] ?? null);
foreach (['http://a.example' => 101, 'http://b.example' => 403, 'http://c.example' => 403] as $origin => $status) {
    Checks::is($origin, $status, handshake($server, $h('/origin', ['Origin' => $origin])));
}
$blocked = new WsClient(new TestSocket($server->port, from: '127.0.0.2'));
$blocked->socket->send($h('/inside'));
Checks::is('let in', 101, $blocked->readAnswer()->status);
Checks::is('and closed', 1000, $blocked->closeCode());
$beats = $server->ws('/beats');
$ping = $beats->read();
Checks::is('a ping', WsClient::PING, $ping?->opcode);
$beats->send(WsClient::PONG, $ping->payload);
Checks::is('another, as it was answered', WsClient::PING, $beats->read()?->opcode);
$begin = microtime(true);
Checks::true('who does not answer is closed', $beats->socket->rest() !== null && microtime(true) - $begin < patience(3));
$server->stop();
echo strtok($server->out, "\n"), "\n";

$server = ratchetServer(<<<'E'
    class Blocks extends Told {
        function onMessage(ConnectionInterface $from, $msg) {
            $GLOBALS['list']->blockAddress('127.0.0.2:99');
            $from->send('blocked');
        }
    }
    $list = new IpBlackList(new HttpServer(new WsServer(new Blocks)));
    IoServer::factory($list, 0, '127.0.0.1')->run();
    E);
$status = static function (string $from) use ($server, $h): int {
    $client = new WsClient(new TestSocket($server->port, from: $from));
    $client->socket->send($h('/'));
    return $client->readAnswer()->status;
};
Checks::is('before', 101, $status('127.0.0.2'));
$client = $server->ws('/');
$client->text('block');
$client->message();
Checks::is('blocked meanwhile', 403, $status('127.0.0.2'));
Checks::is('others are not', 101, $status('127.0.0.3'));
$server->stop();
Checks::done();
?>
--EXPECT--
[true,true,false,["10.0.0.1"],"::1"]
19 checks, 0 failed

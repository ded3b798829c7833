--TEST--
HTTP: 20000 requests in one go are answered in order, even up to an upgrade; who reads no answers is not read
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

$server = TestServer::start('
    $server->http("GET", "/n/{n}", fn (Request $r) => new Response($r->params["n"]));
    $server->http("POST", "/n/{n}", fn (Request $r) => new Response($r->params["n"] . " " . $r->body()));
    $server->ws("/", ' . ECHO_ALL . ');
' . Chat::CODE);
$chat = new Chat($server);
$chat->talk();

$all = '';
$count = 20000;
for ($i = 0; $i < $count; $i++) {
    $all .= match ($i % 4) {
        0, 1 => "GET /n/$i HTTP/1.1\r\nHost: localhost\r\n\r\n",
        2 => "POST /n/$i HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nGET ",
        3 => "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n",
    };
}
$all .= WsClient::handshake('/') . WsClient::frame(WsClient::TEXT, 'at last');
$http = new HttpClient($server->port);
for ($i = $at = 0; $i < $count; $i++) {
    $at += $at < strlen($all) ? fwrite($http->socket->stream, substr($all, $at, 65536)) : 0;
    $answer = $http->answer();
    $expected = match ($i % 4) {
        0, 1 => [200, "$i"],
        2 => [200, "$i GET "],
        3 => [404, "404 Not Found\n"],
    };
    if ($answer === null || [$answer->status, $answer->body] !== $expected) {
        break;
    }
}
Checks::is('answers', $count, $i);
$http->socket->send(substr($all, $at));
$client = new WsClient($http->socket);
Checks::is('upgrade', 101, $client->readAnswer()->status);
Checks::is('early frame', 'at last', $client->message());
$client->close();

/* nobody reads these */
$memory = peakMemory($server->pid);
$socket = $server->connect();
$flood = new Flood($socket, str_repeat("GET /n/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 1000));
$chat->longest = 0.0;
for ($idle = 0; $idle < 200 && $flood->sent < 40 << 20; $idle = $flood->push(1 << 20) > 0 ? 0 : $idle + 1) {
    if (!$chat->talk()) {
        echo "nobody answers\n";
        break;
    }
}
Checks::true('it was stopped', $flood->sent < 40 << 20, $flood->sent);
Checks::true('nobody waits', $chat->longest < patience(0.5), $chat->longest);
$grown = peakMemory($server->pid) - $memory;
Checks::true('memory', $grown < memoryBound(8), $grown);
$socket->close();
Checks::true('then', $chat->talk());
unset($chat, $http, $client, $flood);
$server->stop();
Checks::done();
?>
--EXPECT--
7 checks, 0 failed

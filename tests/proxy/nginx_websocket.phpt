--TEST--
WebSockets through nginx and a Unix socket: upgrade, echo, and close codes both ways
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/nginx.inc';
TestNginx::skipIfMissing();
?>
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/nginx.inc';

$path = socketPath();
$server = TestServer::script(<<<PHP
    <?php
    \$server = new Rtws\RtServer('unix://$path');
    \$server->ws('/echo',
        onOpen: fn (\$conn) => \$conn->send('welcome'),
        onMessage: fn (\$conn, \$message, \$binary) => \$message === 'leave' ? \$conn->close(4002, 'bye') : (\$binary ? \$conn->sendBinary(\$message) : \$conn->send(\$message)),
        onClose: fn (\$conn, \$code, \$reason) => print("closed \$code \$reason\n"),
        handshake: fn (\$request) => \$request->header('X-Secret') === null);
    \$server->run();
    PHP);
$nginx = TestNginx::start($server->address);
$client = WsClient::open($nginx->port, '/echo', ['Origin' => "http://localhost:$nginx->port", 'Host' => "localhost:$nginx->port"]);
Checks::is('sent with the answer', 'welcome', $client->message());
foreach ([0, 1, 125, 126, 65535, 65536, 500000] as $length) {
    $message = str_repeat('x', $length);
    $client->text($message);
    Checks::is("echo of $length", $message, $client->message());
}
$client->binary("\0\xff");
$frame = $client->read();
Checks::is('binary', [WsClient::BINARY, "\0\xff"], [$frame->opcode, $frame->payload]);
$client->ping('are you there');
Checks::is('pong', 'are you there', $client->read()->payload);
Checks::is('our code comes back', 4001, $client->close(4001, 'done'));
Checks::true('the server sees our code', $server->await('/^closed 4001 done$/m'));

$client = WsClient::open($nginx->port, '/echo');
$client->message();
$client->text('leave');
$frame = $client->read();
Checks::is('the code of the server', [4002, 'bye'], [$frame->code(), $frame->reason()]);
$client->send(WsClient::CLOSE, $frame->payload);
Checks::is('nothing after it', '', $client->socket->rest());
Checks::true('and closed', $server->await('/^closed 4002 bye$/m'));

$client = WsClient::open($nginx->port, '/echo');
$client->socket->close();
Checks::true('a client that vanishes', $server->await('/^closed 1006 $/m'));

Checks::is('another origin', 403, HttpClient::once($nginx->port, 'GET', '/echo', ['Upgrade' => 'websocket', 'Connection' => 'Upgrade',
    'Sec-WebSocket-Key' => WsClient::KEY, 'Sec-WebSocket-Version' => '13', 'Origin' => 'http://elsewhere.org'])->status);
Checks::is('no upgrade', 426, HttpClient::once($nginx->port, 'GET', '/echo')->status);
Checks::is('no endpoint', 404, HttpClient::once($nginx->port, 'GET', '/')->status);

$client = WsClient::open($nginx->port, '/echo');
$client->message();
$server->signal(SIGTERM_NUMBER);
Checks::is('the end of the server', 1001, $client->closeCode());
$client->close();
Checks::is('status', 0, $server->wait());
Checks::is('nobody there', 502, HttpClient::once($nginx->port, 'GET', '/')->status);
$nginx->stop();
Checks::done();
?>
--EXPECT--
22 checks, 0 failed

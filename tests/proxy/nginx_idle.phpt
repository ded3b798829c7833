--TEST--
The heartbeat keeps an idle WebSocket open beyond nginx's proxy_read_timeout
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/nginx.inc';
TestNginx::skipIfMissing();
?>
--FILE--
<?php
require __DIR__ . '/../inc/nginx.inc';

$path = socketPath();
$server = TestServer::script(<<<PHP
    <?php
    \$server = new Rtws\RtServer('unix://$path', options: ['heartbeat' => ['interval' => 1.0, 'timeout' => 1.0]]);
    \$server->ws('/', onMessage: fn (\$conn, \$message) => \$conn->send(\$message));
    \$server->ws('/silent', onMessage: fn () => null, options: ['heartbeat' => false]);
    \$server->run();
    PHP);
$nginx = TestNginx::start($server->address, ['proxy_read_timeout 75s;' => 'proxy_read_timeout 2s;']);
$client = WsClient::open($nginx->port);
$silent = WsClient::open($nginx->port, '/silent');
$start = microtime(true);
for ($pings = 0; $pings < 4; $pings++) {
    $frame = $client->read();
    echo $frame?->opcode === WsClient::PING ? "ping\n" : "no ping\n";
    $client->send(WsClient::PONG, (string) $frame?->payload);
}
var_dump(microtime(true) - $start > 2.5);
$client->text('still here');
echo $client->message(), "\n";
var_dump($silent->socket->rest()); /* without pings nginx has ended it */
$client->close();
$nginx->stop();
$server->stop();
?>
--EXPECT--
ping
ping
ping
ping
bool(true)
still here
string(0) ""

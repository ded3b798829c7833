--TEST--
a body that comes drop by drop, or not at all, is answered with 408, and no handler runs
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

/* beside the timeout, a body has a second for every 16 KB */
$server = TestServer::start('
    $server->http("POST", "/", function (Request $r) {
        printf("served %d\n", strlen($r->body()));
        return "fine";
    });
' . Chat::CODE, '["limits" => ["handshake_timeout" => 0.4]]');
$chat = new Chat($server);
$head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n";
$begin = microtime(true);
$slow = $server->connect();
$slow->send(sprintf($head, 8192));
$silent = $server->connect();
$silent->send(sprintf($head, 1));
$large = $server->connect();
$large->send(sprintf($head, 16384) . str_repeat("x", 16000));
while (!$slow->eof && microtime(true) - $begin < patience(10)) {
    $slow->send('x');
    $slow->fill(0.02);
    Checks::true('chat', $chat->talk());
}
$took = microtime(true) - $begin;
Checks::true('the time of the slow one', $took > 0.8 && $took < patience(3), $took);
foreach (['slow' => $slow, 'silent' => $silent, 'large' => $large] as $name => $socket) {
    Checks::is("$name, answer", 'HTTP/1.1 408 Request Timeout', strtok((string) $socket->rest(), "\r"));
    Checks::is("$name, reset", false, $socket->reset);
}
Checks::true('nobody waits', $chat->longest < patience(0.5), $chat->longest);
/* in two pieces but in time it is served */
$http = new HttpClient($server->port);
$http->socket->send(sprintf($head, 10) . 'hello');
$chat->talk();
$http->socket->send('world');
Checks::is('in time', 'fine', $http->answer()?->body);
unset($chat, $http, $slow, $silent, $large, $socket);
$server->stop();
Checks::is('served', 'served 10', trim(strstr($server->out, 'served')));
Checks::done();
?>
--EXPECTF--
%d checks, 0 failed

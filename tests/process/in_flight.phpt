--TEST--
A request in flight when the server stops is answered, new ones are not
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $go = false;
    $server->http("GET", "/", function () use (&$go) { echo "waiting\n"; while (!$go) { delay(0.005); } return "answered"; });
    $server->ws("/", onMessage: function () use (&$go) { delay(0.05); $go = true; });
');
$flight = new HttpClient($server->port);
$flight->socket->send(str_repeat("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 2));
$server->await('/^waiting/m');
$client = $server->ws();
$client->text('go');
$client->ping('handled in order');
$client->read();
$server->signal(SIGTERM_NUMBER);
$server->awaitLog('/SIGTERM, stopping/');
$end = microtime(true) + patience(5);
do {
    $new = @stream_socket_client("tcp://127.0.0.1:$server->port", $code, $error, 1);
} while ($new && microtime(true) < $end);
var_dump($new);
$answer = $flight->answer();
echo "$answer->status $answer->body {$answer->headers['connection']}\n";
var_dump($flight->socket->rest());
$client->close($client->closeCode());
unset($client, $flight);
var_dump($server->wait(), substr_count($server->out, 'waiting'));
?>
--EXPECT--
bool(false)
200 answered close
string(0) ""
int(0)
int(1)

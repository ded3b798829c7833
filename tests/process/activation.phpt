--TEST--
Sockets passed with LISTEN_FDS are served instead of host and port, TCP and Unix beside each other
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

$path = sys_get_temp_dir() . '/rtws-' . bin2hex(random_bytes(8)) . '.sock';
$tcp = stream_socket_server('tcp://127.0.0.1:0');
$unix = stream_socket_server("unix://$path");
$port = (int) substr(strrchr(stream_socket_get_name($tcp, false), ':'), 1);
$waiting = new HttpClient($port); /* before there is a server */
$waiting->send('GET', '/');
$server = TestServer::service(<<<'PHP'
    <?php
    $server = new Rtws\RtServer('203.0.113.1', 80);
    $server->http('GET', '/', fn ($request) => ['address' => $request->remoteAddress, 'port' => $server->port,
        'environment' => array_filter([getenv('LISTEN_FDS'), getenv('LISTEN_PID'), getenv('LISTEN_FDNAMES')]),
        'inherited' => shell_exec('ls -l /proc/self/fd/3 /proc/self/fd/4 2>/dev/null | grep -c socket:')]);
    $server->ws('/ws', onMessage: fn ($conn, $message) => $conn->send($message));
    $server->run();
    PHP, ['LISTEN_FDNAMES' => 'web:app'], [$tcp, $unix]);
Checks::is('ready', "ready 127.0.0.1:$port, unix://$path\n", $server->out);
$expected = ['address' => '127.0.0.1', 'port' => $port, 'environment' => [], 'inherited' => "0\n"];
Checks::is('who waited', $expected, json_decode($waiting->answer()->body, true));
Checks::is('over TCP', $expected, json_decode(HttpClient::once($port, 'GET', '/')->body, true));
$expected['address'] = 'unix:';
Checks::is('over the Unix socket', $expected, json_decode(HttpClient::once("unix://$path", 'GET', '/')->body, true));
foreach ([$port, "unix://$path"] as $at) {
    $client = WsClient::open($at, '/ws');
    $client->text('hello');
    Checks::is("WebSocket at $at", 'hello', $client->message());
}
$server->signal(SIGTERM_NUMBER);
Checks::is('code', 1001, $client->closeCode());
$client->close();
Checks::is('status', 0, $server->wait());
clearstatcache();
Checks::true('the file stays', file_exists($path));
/* it is still listened on here: the next server goes on */
$waiting = new HttpClient("unix://$path");
$waiting->send('GET', '/');
$server = TestServer::service('<?php $server = new Rtws\RtServer(); $server->http("GET", "/", fn () => "second"); $server->run();', [], [$unix]);
Checks::is('ready again', "ready unix://$path\n", $server->out);
Checks::is('who waited meanwhile', 'second', $waiting->answer()->body);
$server->stop();
unlink($path);
Checks::done();
?>
--EXPECT--
11 checks, 0 failed

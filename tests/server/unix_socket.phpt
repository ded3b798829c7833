--TEST--
A server on a Unix socket: WebSocket and HTTP, the address of its clients, its file
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$path = sys_get_temp_dir() . '/rtws-' . bin2hex(random_bytes(8)) . '.sock';
$server = TestServer::script(<<<PHP
    <?php
    \$server = new Rtws\RtServer('unix://$path');
    \$server->ws('/', onOpen: fn (\$conn, \$request) => \$conn->send("\$conn->remoteAddress \$request->remoteAddress"),
        onMessage: fn (\$conn, \$message) => \$conn->send(\$message));
    \$server->http('POST', '/', fn (\$request) => "\$request->remoteAddress \$server->port {\$request->body()}");
    \$server->on('start', fn () => print("start \$server->host \$server->port\n"));
    \$server->run();
    PHP);
echo str_replace($path, 'PATH', $server->out);
var_dump($server->awaitLog("~listening on unix://$path\n~"));
$client = $server->ws('/');
echo $client->message(), "\n";
$client->text('hello');
echo $client->message(), "\n";
echo $server->http('POST', '/', [], 'body')->body, "\n";
printf("%s %o\n", filetype($path), fileperms($path) & 0777);
echo $client->close(), "\n";
$server->stop();
clearstatcache();
var_dump(file_exists($path));
?>
--EXPECT--
start unix://PATH 0
ready unix://PATH
bool(true)
unix: unix:
hello
unix: 0 body
socket 660
1000
bool(false)

--TEST--
Ratchet: wss, with a context as PHP's streams have it, of App and of React's sockets
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$path = $certs->issue('server');
$context = var_export(['local_cert' => "$path.pem", 'local_pk' => "$path.key"], true);
$ways = [
    'App' => "\$app = new App('localhost', 0, 'tls://127.0.0.1', null, ['tls' => $context]);
        \$app->route('/', new EchoServer, ['*']);
        \$app->run();",
    'SecureServer' => "\$socket = new React\Socket\SecureServer(new React\Socket\Server('127.0.0.1:0', Loop::get()), Loop::get(), $context);
        (new IoServer(new HttpServer(new WsServer(new EchoServer)), \$socket, Loop::get()))->run();",
    'SocketServer' => "\$socket = new React\Socket\SocketServer('tls://127.0.0.1:0', ['tls' => $context]);
        (new IoServer(new HttpServer(new WsServer(new EchoServer)), \$socket))->run();",
];
foreach ($ways as $name => $code) {
    $server = ratchetServer($code);
    $client = tlsWs($server, '/');
    $client->text('secret');
    echo "$name: ", $client->message(), "\n";
    try {
        $server->ws('/');
        echo "a plain client was let in\n";
    } catch (RuntimeException $e) {
        echo "a plain client is not let in\n";
    }
    $server->stop();
}
?>
--EXPECT--
App: secret
a plain client is not let in
SecureServer: secret
a plain client is not let in
SocketServer: secret
a plain client is not let in

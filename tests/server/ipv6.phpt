--TEST--
An IPv6 address, in brackets or not
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (!@stream_socket_server('tcp://[::1]:0')) die('skip no IPv6');
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

foreach (['::1', '[::1]'] as $host) {
    $server = TestServer::script('<?php
        $server = new Rtws\RtServer("' . $host . '", 0);
        $server->http("GET", "/", fn ($r) => $r->remoteAddress);
        $server->run();
    ');
    $socket = stream_socket_client("tcp://[::1]:{$server->port}", $code, $error, 5);
    fwrite($socket, "GET / HTTP/1.1\r\nHost: [::1]:{$server->port}\r\nConnection: close\r\n\r\n");
    echo substr(stream_get_contents($socket), -5), "\n";
    unset($socket);
    $server->stop();
    echo preg_replace('/\d+$/m', 'PORT', $server->out);
}
?>
--EXPECT--
::1
ready [::1]:PORT

::1
ready [::1]:PORT

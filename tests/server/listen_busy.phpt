--TEST--
run(): a port that is taken is a ListenFailed that says what to do, and the server can try again
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\{RtServer, ListenFailed};

$taken = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($taken, false), ':'), 1);
$server = new RtServer('127.0.0.1', $port, ['log' => 'off']);
$server->on('start', $server->stop(...));
try {
    $server->run();
} catch (ListenFailed $e) {
    echo $e->getMessage(), "\n";
    var_dump($e->getCode() > 0, $e instanceof RuntimeException, $e instanceof Rtws\Exception);
}
fclose($taken);
$server->run();
?>
--EXPECTF--
Cannot listen on 127.0.0.1:%d: Address already in use: another program has this port; choose another one or stop that program
bool(true)
bool(true)
bool(true)
ready 127.0.0.1:%d

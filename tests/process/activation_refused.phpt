--TEST--
A passed descriptor that cannot be served is a ListenFailed that names it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$udp = stream_socket_server('udp://127.0.0.1:0', $code, $error, STREAM_SERVER_BIND);
$tcp = stream_socket_server('tcp://127.0.0.1:0');
$connected = stream_socket_client('tcp://' . stream_socket_get_name($tcp, false));
$file = fopen('/dev/null', 'r');

function start(array $sockets, array $env = []): void
{
    $server = TestServer::service(<<<'PHP'
        <?php
        $server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
        try {
            $server->on('start', $server->stop(...));
            $server->run();
        } catch (Rtws\ListenFailed $e) {
            echo $e->getMessage(), "\n";
        }
        PHP, $env, $sockets);
    $server->wait();
    echo $server->out, $server->err;
}

start([$tcp, $udp]);
start([$connected]);
start([$file]);
start([$tcp], ['LISTEN_FDS' => '100']);
start([$tcp], ['LISTEN_FDS' => 'x']);
/* meant for somebody else, and none at all: as if there were nothing */
start([$udp], ['LISTEN_PID' => '1']);
start([$udp], ['LISTEN_FDS' => '0']);
?>
--EXPECTF--
Cannot listen on the sockets passed with LISTEN_FDS: descriptor 4 is no stream socket; ListenStream= makes one in a .socket
Cannot listen on the sockets passed with LISTEN_FDS: descriptor 3 does not listen; a .socket must not have Accept=yes
Cannot listen on the sockets passed with LISTEN_FDS: descriptor 3 is no socket
Cannot listen on the sockets passed with LISTEN_FDS: descriptor %d %s
Cannot listen: LISTEN_FDS is not a number of descriptors
ready 127.0.0.1:%d
ready 127.0.0.1:%d

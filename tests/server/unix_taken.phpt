--TEST--
A path that is no socket, is served, or cannot be made is a ListenFailed that says so, and nothing is removed
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\{RtServer, ListenFailed};

$path = sys_get_temp_dir() . '/rtws-' . bin2hex(random_bytes(8));
function listen(string $path): void
{
    try {
        (new RtServer("unix://$path", 0, ['log' => 'off']))->run();
    } catch (ListenFailed $e) {
        echo $e->getMessage(), "\n";
    }
    clearstatcache();
    echo file_exists($path) ? filetype($path) : 'nothing', "\n";
}

file_put_contents($path, 'precious');
listen($path);
unlink($path);

$other = stream_socket_server("unix://$path");
listen($path);
fclose($other);
unlink($path);

$other = stream_socket_server("udg://$path", $code, $error, STREAM_SERVER_BIND);
listen($path);
fclose($other);
unlink($path);

mkdir($path);
listen($path);
rmdir($path);

listen("$path/app.sock");
?>
--EXPECTF--
Cannot listen on unix://%s: there is a file of that name that is no socket; remove it or choose another path
file
Cannot listen on unix://%s: another program listens there; stop it or choose another path
socket
Cannot listen on unix://%s: another program listens there; stop it or choose another path
socket
Cannot listen on unix://%s: there is a file of that name that is no socket; remove it or choose another path
dir
Cannot listen on unix://%s: No such file or directory; create its directory first
nothing

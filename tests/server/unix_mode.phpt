--TEST--
socket_mode is what the file gets, whatever the umask
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\RtServer;

$path = sys_get_temp_dir() . '/rtws-' . bin2hex(random_bytes(8)) . '.sock';
foreach ([0, 0022, 0777] as $umask) {
    foreach ([[], ['socket_mode' => 0600], ['socket_mode' => 0666]] as $options) {
        umask($umask);
        $server = new RtServer("unix://$path", options: ['log' => 'off'] + $options);
        $server->on('start', function () use ($server, $path, $umask) {
            clearstatcache();
            printf("%04o: %o\n", $umask, fileperms($path) & 0777);
            $server->stop();
        });
        $server->run();
    }
}
?>
--EXPECTF--
0000: 660
ready unix://%s
0000: 600
ready unix://%s
0000: 666
ready unix://%s
0022: 660
ready unix://%s
0022: 600
ready unix://%s
0022: 666
ready unix://%s
0777: 660
ready unix://%s
0777: 600
ready unix://%s
0777: 666
ready unix://%s

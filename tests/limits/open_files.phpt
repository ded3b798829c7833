--TEST--
Too low a hard limit of open files is said at the start, with both numbers, and only then
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

foreach (['["connections" => 5000]', '["connections" => 900]', '[]'] as $limits) {
    $server = TestServer::service(<<<PHP
        <?php
        \$server = new Rtws\RtServer('127.0.0.1', 0, ['limits' => $limits]);
        \$server->run();
        PHP, shell: 'ulimit -n 1024');
    $server->stop();
    echo "$limits\n", preg_match_all('/warning: .*\n/', $server->err, $matches) ? implode($matches[0]) : '';
}
?>
--EXPECTF--
["connections" => 5000]
warning: limits.connections is 5000, but the hard limit of open files, 10%d, leaves room for 9%d: raise it to 6088 (LimitNOFILE= of systemd, ulimit -Hn in a shell)
["connections" => 900]
[]

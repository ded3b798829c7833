--TEST--
The options workers, worker_timeout and reload_timeout
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
use Rtws\RtServer;

foreach ([['workers' => 0], ['workers' => 513], ['workers' => '2'], ['worker_timeout' => 0.01], ['reload_timeout' => 0]] as $options) {
    try {
        new RtServer(options: $options);
        echo "taken\n";
    } catch (Rtws\InvalidOption $e) {
        echo $e->getMessage(), "\n";
    }
}
foreach ([['workers' => 1], ['workers' => 512], ['workers' => 'auto'], ['worker_timeout' => false], ['reload_timeout' => 5]] as $options) {
    $server = new RtServer(options: $options);
    echo $server->workerId, ' of ', is_int($options['workers'] ?? 1) ? $server->stats()['workers'] : 'many', "\n";
}
try {
    $server->workerId = 3;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
Option "workers" must be "auto" or between 1 and 512, 0 given
Option "workers" must be "auto" or between 1 and 512, 513 given
Option "workers" must be "auto" or between 1 and 512, "2" given
Option "worker_timeout" must be a number of seconds between 0.05 and 86400, 0.01 given
Option "reload_timeout" must be a number of seconds between 0.05 and 86400, 0 given
0 of 1
0 of 512
0 of many
0 of 1
0 of 1
Cannot modify readonly property Rtws\RtServer::$workerId

--TEST--
The watchdog is fed while handlers come to an end, and starved by one that hangs
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/notify.inc';

$fifo = sys_get_temp_dir() . '/rtws-' . bin2hex(random_bytes(8)) . '.fifo';
exec('mkfifo ' . escapeshellarg($fifo));
$manager = new NotifySocket();
$server = TestServer::service(<<<PHP
    <?php
    \$server = new Rtws\RtServer('127.0.0.1', 0);
    \$server->http('GET', '/hang', function () { echo "hangs\n"; fopen('$fifo', 'r'); return 'released'; });
    \$server->run();
    PHP, ['NOTIFY_SOCKET' => $manager->address, 'WATCHDOG_USEC' => '200000']);
echo strtok($manager->next(), "\n"), "\n";
for ($i = 0; $i < 3; $i++) {
    echo $manager->next(), "\n";
}
$client = new HttpClient($server->port);
$client->send('GET', '/hang');
$server->await('/^hangs$/m');
while ($manager->next(0) !== null) { /* what came before */
}
echo 'while it hangs: ', json_encode($manager->next(0.4)), "\n";
fclose(fopen($fifo, 'w'));
echo $client->answer()->body, "\n";
echo $manager->next(), "\n";
$server->stop();
unlink($fifo);
?>
--EXPECT--
READY=1
WATCHDOG=1
WATCHDOG=1
WATCHDOG=1
while it hangs: null
released
WATCHDOG=1

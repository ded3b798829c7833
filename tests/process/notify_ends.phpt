--TEST--
STOPPING=1 is said once, whichever way the server ends
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('RTWS_TEST_VALGRIND')) die('skip PHP leaves memory behind after exit() and fatal errors');
?>
--FILE--
<?php
require __DIR__ . '/../inc/notify.inc';

$ends = [
    'stop' => '$server->stop();',
    'exit' => 'exit(3);',
    'fatal error' => 'trigger_error("fatal", E_USER_ERROR);',
];
foreach ($ends as $name => $code) {
    $manager = new NotifySocket();
    $server = TestServer::service(<<<PHP
        <?php
        \$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
        \$server->http('GET', '/', function () use (\$server) { $code });
        \$server->run();
        PHP, ['NOTIFY_SOCKET' => $manager->address]);
    strtok($manager->next(), "\n");
    $client = new HttpClient($server->port);
    $client->send('GET', '/');
    $message = $manager->next();
    $client->socket->close();
    $status = $server->wait();
    echo "$name: ", strtok($message, "\n"), ", status $status, then ", json_encode($manager->next(0)), "\n";
}
?>
--EXPECT--
stop: STOPPING=1, status 0, then null
exit: STOPPING=1, status 3, then null
fatal error: STOPPING=1, status 255, then null

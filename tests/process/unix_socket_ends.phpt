--TEST--
The file of a Unix socket is gone after exit(), a fatal error, an exception and stop()
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('RTWS_TEST_VALGRIND')) die('skip PHP leaves memory behind after exit() and fatal errors');
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$ends = [
    'exit' => 'exit(3);',
    'fatal error' => 'trigger_error("fatal", E_USER_ERROR);',
    'exception' => 'throw new Exception("handled");',
    'stop' => '$server->stop();',
];
foreach ($ends as $name => $code) {
    $path = sys_get_temp_dir() . '/rtws-' . bin2hex(random_bytes(8)) . '.sock';
    $server = TestServer::script(<<<PHP
        <?php
        \$server = new Rtws\RtServer('unix://$path');
        \$server->on('start', fn () => print(file_exists('$path') ? "there\n" : "missing\n"));
        \$server->http('GET', '/', function () use (\$server) { $code });
        \$server->run();
        PHP);
    $there = file_exists($path);
    $client = new HttpClient($server->address);
    $client->send('GET', '/');
    $client->socket->fill();
    $client->socket->close();
    if ($name === 'exception') {
        $server->signal(SIGTERM_NUMBER);
    }
    $status = $server->wait();
    clearstatcache();
    printf("%s: %s, status %s, then %s\n", $name, $there ? 'there' : 'missing', $status, file_exists($path) ? 'there' : 'gone');
}
?>
--EXPECT--
exit: there, status 3, then gone
fatal error: there, status 255, then gone
exception: there, status 0, then gone
stop: there, status 0, then gone

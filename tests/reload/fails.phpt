--TEST--
SIGUSR2: a new version that does not get ready changes nothing, and the log says why
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (getenv('RTWS_TEST_VALGRIND')) die('skip the new program would not run under valgrind'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/reload.inc';

$versions = new Versions();
$versions->put('v1', '["reload_timeout" => 1.0]');
$server = TestServer::file($versions->path);
$client = $server->ws();
$bad = [
    'syntax' => '<?php $server = ;',
    'exception' => '<?php throw new Exception("of the new version");',
    'exit' => '<?php exit(3);',
    'never run' => '<?php $server = new Rtws\RtServer();',
    'killed' => '<?php exec("kill -9 " . getmypid()); sleep(10);',
    'slow' => '<?php sleep(100);',
];
foreach ($bad as $what => $php) {
    $versions->write($php);
    echo "$what: ", reload($server) ? 'taken' : 'refused', ', ';
    preg_match_all('/error: reload: the new version does not serve: (.*); this one goes on/', $server->err, $match);
    echo end($match[1]), "\n";
    $client->text('still here');
    if ($client->message() !== 'v1 still here' || $server->http('GET', '/')->body !== 'v1') {
        echo "but it does not serve\n";
    }
}
/* one at a time */
$versions->write('<?php sleep(100);');
$server->signal(12);
$server->awaitLog('/(SIGUSR2, reloading.*){' . (count($bad) + 1) . '}/s');
$server->signal(12);
var_dump($server->awaitLog('/warning: SIGUSR2 ignored: the server is reloading already/'));
/* the end is the end of the new one too */
$server->signal(SIGTERM_NUMBER);
var_dump($client->closeCode());
$client->socket->close();
var_dump($server->wait(5));
?>
--EXPECT--
syntax: refused, it ended with status 255 before it was ready
exception: refused, it ended with status 255 before it was ready
exit: refused, it ended with status 3 before it was ready
never run: refused, it ended with status 0 before it was ready
killed: refused, it was killed by signal 9 (Killed)
slow: refused, it was not ready within 1 s (reload_timeout)
bool(true)
int(1001)
int(0)

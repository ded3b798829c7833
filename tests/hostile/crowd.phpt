--TEST--
5000 connections that are opened at once are all accepted, answered, and gone when they are closed
--EXTENSIONS--
rtws
--SKIPIF--
<?php
$files = trim((string) shell_exec('ulimit -Hn'));
if ($files !== 'unlimited' && (int) $files < 5300) {
    die("skip a process may have only $files open files");
}
if (getenv('RTWS_TEST_VALGRIND')) {
    die('skip takes too long');
}
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/crowd.inc';

$server = TestServer::start('
    $closed = 0;
    $server->ws("/", onMessage: fn (Connection $c, string $m) => $c->send($m),
        onClose: function () use (&$closed) {
            if (++$closed === 5000) {
                echo "all gone\n";
            }
        });
    $server->http("GET", "/connections", fn () => "" . $server->stats()["connections"]);
', '["limits" => ["handshake_timeout" => 60]]');
$crowd = new Crowd($server->port, 5000);
var_dump($crowd->count('open'));
var_dump($server->http('GET', '/connections')->body);
for ($i = 0; $i < 2; $i++) {
    $crowd->go();
    var_dump($crowd->count('echoed'));
}
$crowd->end();
var_dump($server->await('/^all gone$/m', 30));
var_dump($server->http('GET', '/connections')->body);
$server->stop();
?>
--EXPECT--
int(5000)
string(4) "5000"
int(5000)
int(5000)
bool(true)
string(1) "0"

--TEST--
SIGUSR2: new code takes over on the same port; old connections get 1012, and the old process ends with status 0
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (getenv('RTWS_TEST_VALGRIND')) die('skip the new program would not run under valgrind'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/reload.inc';

$versions = new Versions();
$versions->put('v1');
$server = TestServer::file($versions->path);
$old = $server->ws();
$kept = new HttpClient($server->port);
$kept->send('GET', '/');
echo $kept->answer()->body, "\n";
$versions->put('v2');
var_dump(reload($server));
var_dump($old->closeCode());
$kept->send('GET', '/'); /* one more, by the old one */
$answer = $kept->answer();
echo $answer->body, ' ', $answer->headers['connection'] ?? '', "\n";
var_dump($server->await("/^ready 127.0.0.1:$server->port\n.*^ready 127.0.0.1:$server->port$/ms"));
echo $server->http('GET', '/')->body, "\n";
$new = $server->ws();
$new->text('hello');
echo $new->message(), "\n";
$old->socket->close();
$main = $server->main;
var_dump($main !== $server->pid, eventually(fn () => str_contains(file_get_contents("/proc/$server->pid/status") ?: '', 'Z (zombie)')));
tell_process($main, SIGTERM_NUMBER);
var_dump($new->closeCode());
$new->socket->close();
var_dump($server->wait());
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
v1
bool(true)
int(1012)
v1 close
bool(true)
v2
v2 hello
bool(true)
bool(true)
int(1001)
int(0)
end of v1
end of v2

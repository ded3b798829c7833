--TEST--
SIGHUP, and a change of the files: new connections get the new certificate, old ones go on
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', $certs->options());
$ssl = ['capture_peer_cert' => true];
$name = function () use ($server, $ssl): string {
    return (new TlsSocket($server->port, $ssl))->peerName();
};
$clients = ['localhost' => tlsWs($server)];
Checks::is('at first', 'localhost', $name());
/* nothing has changed */
$server->signal(1);
Checks::true('told', $server->awaitLog('/info: took new certificates\n/'));
Checks::is('as before', 'localhost', $name());
/* a signal */
$server->err = '';
$certs->issue('server', 'second');
$server->signal(1);
Checks::true('told again', $server->awaitLog('/info: took new certificates\n/'));
Checks::is('the second', 'second', $name());
$clients['second'] = tlsWs($server);
/* nobody says anything; it may be looked at between the two files */
$certs->issue('server', 'third');
$end = microtime(true) + patience(8);
do {
    $now = $name();
} while ($now === 'second' && microtime(true) < $end);
Checks::is('the third', 'third', $now);
$clients['third'] = tlsWs($server);
foreach ($clients as $which => $client) {
    $client->text("since $which");
    Checks::is("since $which", "since $which", $client->message());
}
Checks::is('the code', 1000, $clients['localhost']->close());
unset($clients, $client);
$server->stop();
Checks::done();
?>
--EXPECT--
10 checks, 0 failed

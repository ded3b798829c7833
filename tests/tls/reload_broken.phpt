--TEST--
a broken new certificate is reported, and the old one is kept; SIGHUP takes the next that is good
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', $certs->options());
$name = function () use ($server): string {
    return (new TlsSocket($server->port, ['capture_peer_cert' => true]))->peerName();
};
$client = tlsWs($server);
$path = "$certs->dir/server";
$good = [file_get_contents("$path.pem"), file_get_contents("$path.key")];
$other = $certs->issue('other', 'other');
$breakages = [
    'no certificate' => ['', null, 'cannot use the certificate ".*server\.pem": \S.*'],
    'half of it' => [substr($good[0], 0, 100), null, 'cannot use the certificate .*'],
    'rubbish' => ["rubbish\n", null, 'cannot use the certificate .*'],
    'a key that does not fit' => [null, file_get_contents("$other.key"), '.*(does not belong to|cannot use the key) .*'],
    'no key' => [null, '', 'cannot use the key ".*server\.key": \S.*'],
];
foreach ($breakages as $what => [$cert, $key, $pattern]) {
    $server->err = '';
    file_put_contents("$path.pem", $cert ?? $good[0]);
    file_put_contents("$path.key", $key ?? $good[1]);
    $server->signal(1);
    Checks::true("$what: told", $server->awaitLog("/error: kept the old certificates: $pattern\n/"), $server->err);
    Checks::is("$what: the old one", 'localhost', $name());
}
unlink("$path.pem");
$server->err = '';
$server->signal(1);
Checks::true('gone: told', $server->awaitLog('/error: kept the old certificates: .*No such file or directory\n/'), $server->err);
Checks::is('gone: the old one', 'localhost', $name());
$client->text('still there');
Checks::is('the client', 'still there', $client->message());
$server->err = '';
$certs->issue('server', 'new');
$server->signal(1);
Checks::true('mended', $server->awaitLog('/info: took new certificates\n/'));
Checks::is('the new one', 'new', $name());
Checks::is('the client', 1000, $client->close());
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
16 checks, 0 failed

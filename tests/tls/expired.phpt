--TEST--
option tls: an expired certificate, or one that soon will be, is warned of in the log and used; one that has gone is ListenFailed
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = fn (string $path) => TestServer::start('$server->http("GET", "/", fn () => "served");',
    var_export(['tls' => ['cert' => "$path.pem", 'key' => "$path.key"]], true));
foreach (['expired' => '/warning: the certificate ".*expired\.pem" expired 0 days ago\n/', 'soon' => '/warning: the certificate ".*soon\.pem" expires in [23] days\n/',
    'later' => null] as $name => $warning) {
    $path = $name === 'expired' ? $certs->issueExpired($name) : $certs->issue($name, 'localhost', $name === 'soon' ? 3 : 20);
    $running = $server($path);
    Checks::is($name, 'served', https($running, '/')->body);
    $running->stop();
    Checks::is("$name: warned", $warning === null ? 0 : 1, preg_match($warning ?? '/warning/', $running->err));
}
$path = $certs->issue('gone');
$running = TestServer::start("unlink('$path.key');", var_export(['tls' => ['cert' => "$path.pem", 'key' => "$path.key"]], true));
Checks::is('gone: the status', 255, $running->wait());
Checks::true('gone: why', str_contains($running->out, 'Uncaught Rtws\ListenFailed: Cannot set up TLS'), $running->out);
Checks::done();
?>
--EXPECT--
8 checks, 0 failed

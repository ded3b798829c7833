--TEST--
tls.min_version: 1.2 by default, 1.3 refuses what is older, nothing below 1.2 is spoken
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$methods = ['1.1' => STREAM_CRYPTO_METHOD_TLSv1_1_CLIENT, '1.2' => STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT, '1.3' => STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT];
foreach (['1.2' => [null, 'TLSv1.2', 'TLSv1.3'], '1.3' => [null, null, 'TLSv1.3']] as $least => $expected) {
    $server = TestServer::start('$server->http("GET", "/", fn () => "served");', $certs->options(['min_version' => (string) $least]));
    foreach (array_keys($methods) as $i => $version) {
        Checks::is("at least $least, client with $version", $expected[$i],
            agreedVersion($server, ['crypto_method' => $methods[$version], 'ciphers' => 'DEFAULT:@SECLEVEL=0']));
    }
    Checks::is('and then', 'served', https($server, '/')->body);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
8 checks, 0 failed

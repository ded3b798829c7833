--TEST--
option tls: what cannot work is refused by the constructor, and says which file is wrong
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';
require __DIR__ . '/../inc/tls.inc';

use Rtws\RtServer;

$certs = new TestCerts();
$a = $certs->issue('a');
$b = $certs->issue('b');
file_put_contents("$certs->dir/rubbish", "rubbish\n");
$good = ['cert' => "$a.pem", 'key' => "$a.key"];
$cases = [
    true, [], 'file.pem', ['cert' => "$a.pem"], ['key' => "$a.key"],
    ['cert' => 5] + $good, ['cert' => ''] + $good, ['key' => null] + $good, $good + ['password' => 'x'], $good + ['Cert' => 'x'],
    ['cert' => "$certs->dir/none.pem"] + $good, ['key' => "$certs->dir/none.key"] + $good, ['cert' => $certs->dir] + $good,
    ['cert' => "$certs->dir/rubbish"] + $good, ['key' => "$certs->dir/rubbish"] + $good, ['cert' => "$a.key"] + $good, ['key' => "$a.pem"] + $good,
    ['key' => "$b.key"] + $good,
    $good + ['ca' => "$certs->dir/none.pem"], $good + ['ca' => "$certs->dir/rubbish"], $good + ['verify_client' => true], $good + ['verify_client' => 1],
    $good + ['min_version' => '1.1'], $good + ['min_version' => 1.2], $good + ['min_version' => 'TLSv1.2'], $good + ['kernel' => 'yes'],
    $good, $good + ['ca' => $certs->ca, 'verify_client' => true, 'min_version' => '1.3', 'kernel' => true],
];
ob_start(fn ($out) => str_replace($certs->dir, 'DIR', $out));
foreach ($cases as $tls) {
    attempt(fn () => new RtServer(options: ['tls' => $tls]));
}
attempt(fn () => (new RtServer())->ws('/', options: ['tls' => $good]));
?>
--EXPECTF--
Rtws\InvalidOption: Option "tls" must be an array with "cert" and "key", bool given
Rtws\InvalidOption: Option "tls" must be an array with "cert" and "key", array given
Rtws\InvalidOption: Option "tls" must be an array with "cert" and "key", "file.pem" given
Rtws\InvalidOption: Option "tls" must be an array with "cert" and "key", array given
Rtws\InvalidOption: Option "tls" must be an array with "cert" and "key", array given
Rtws\InvalidOption: Option "tls.cert" must be a string that is not empty, 5 given
Rtws\InvalidOption: Option "tls.cert" must be a string that is not empty, "" given
Rtws\InvalidOption: Option "tls.key" must be a string that is not empty, null given
Rtws\InvalidOption: Unknown option "tls.password", known are: cert, key, ca, verify_client, min_version, kernel
Rtws\InvalidOption: Unknown option "tls.Cert", did you mean "tls.cert"?
Rtws\InvalidOption: Option "tls": cannot use the certificate "DIR/none.pem": No such file or directory
Rtws\InvalidOption: Option "tls": cannot use the key "DIR/none.key": No such file or directory
Rtws\InvalidOption: Option "tls": cannot use the certificate "DIR": %s
Rtws\InvalidOption: Option "tls": cannot use the certificate "DIR/rubbish": %s
Rtws\InvalidOption: Option "tls": cannot use the key "DIR/rubbish": %s
Rtws\InvalidOption: Option "tls": cannot use the certificate "DIR/a.key": %s
Rtws\InvalidOption: Option "tls": cannot use the key "DIR/a.pem": %s
Rtws\InvalidOption: Option "tls": %s key "DIR/b.key"%s
Rtws\InvalidOption: Option "tls": cannot use the certificate authorities "DIR/none.pem": No such file or directory
Rtws\InvalidOption: Option "tls": cannot use the certificate authorities "DIR/rubbish": %s
Rtws\InvalidOption: Option "tls.ca" must be given when verify_client is on, null given
Rtws\InvalidOption: Option "tls.verify_client" must be a bool, 1 given
Rtws\InvalidOption: Option "tls.min_version" must be "1.2" or "1.3", "1.1" given
Rtws\InvalidOption: Option "tls.min_version" must be "1.2" or "1.3", 1.2 given
Rtws\InvalidOption: Option "tls.min_version" must be "1.2" or "1.3", "TLSv1.2" given
Rtws\InvalidOption: Option "tls.kernel" must be a bool, "yes" given
Rtws\RtServer
Rtws\RtServer
Rtws\InvalidOption: Unknown option "tls", known are: %s

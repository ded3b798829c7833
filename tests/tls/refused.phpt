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
file_put_contents("$certs->dir/secret.key", 'x');
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
--EXPECT--

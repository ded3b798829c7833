--TEST--
ws(): the peer's Close is answered with its code, an invalid one with 1002 or 1007, and onClose is told once
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');');

/* payload => what the server sends, what onClose is told */
$cases = [
    'nothing' => ['', '1005', '1005'],
    'one byte' => ["\x03", '1002 invalid close frame', '1002 invalid close frame'],
    'reason that is not UTF-8' => [pack('n', 1000) . "\xff", '1007 close reason is not UTF-8', '1007 close reason is not UTF-8'],
    'reason that is cut' => [pack('n', 4000) . "\xe2\x82", '1007 close reason is not UTF-8', '1007 close reason is not UTF-8'],
    'reason of 123 bytes' => [pack('n', 1000) . str_repeat('x', 123), '1000', '1000 ' . str_repeat('x', 123)],
    'reason in UTF-8' => [pack('n', 4001) . 'Grüße 😀', '4001', '4001 Grüße 😀'],
];
foreach ([...range(1000, 1003), ...range(1007, 1014), 3000, 3999, 4000, 4999] as $code) {
    $cases["$code"] = [pack('n', $code), "$code", "$code"];
    $cases["$code with reason"] = [pack('n', $code) . 'bye bye', "$code", "$code bye bye"];
}
foreach ([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] as $code) {
    $cases["invalid $code"] = [pack('n', $code), '1002 invalid close frame', '1002 invalid close frame'];
    $cases["invalid $code with reason"] = [pack('n', $code) . 'bye', '1002 invalid close frame', '1002 invalid close frame'];
}
$n = 0;
foreach ($cases as $name => [$payload, $answer, $told]) {
    $client = $server->ws('/?tag=t' . ++$n);
    $client->send(WsClient::CLOSE, $payload);
    Checks::is($name, $answer, lastWords($client));
    Checks::is("$name, onClose", $told, ending($server, "t$n"));
}
unset($client);
$server->stop();
for ($i = 1; $i <= $n; $i++) {
    Checks::is("times onClose was called, $i", 1, endings($server, "t$i"));
}
Checks::done();
?>
--EXPECT--
192 checks, 0 failed

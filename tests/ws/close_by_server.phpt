--TEST--
Connection::close() sends its code and reason, nothing follows, and onClose is told both when the peer has answered
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

/* "close <code> <reason>", then everything that must not be sent any more */
$server = TestServer::start('$server->ws("/", onMessage: function (Connection $c, string $m) {
    [, $code, $reason] = explode(" ", $m, 3);
    $c->close((int) $code, $reason);
    $refused = [$c->send("late"), $c->sendBinary("late"), $c->send(["late"]), $c->ping("late"), $c->isOpen()];
    $c->close(4444, "again");
    printf("refused %s %s\n", $c->request()->query["tag"], json_encode($refused));
}, ' . TELL_END . ');');

$reasons = ['', 'because', 'Grüße 😀', str_repeat('y', 123)];
$n = 0;
foreach ([...range(1000, 1003), ...range(1007, 1009), ...range(1011, 1014), 3000, 3999, 4000, 4999] as $i => $code) {
    $reason = $reasons[$i % 4];
    $words = rtrim("$code $reason");
    $client = $server->ws('/?tag=t' . ++$n);
    $client->text("close $code $reason");
    $frame = $client->read();
    Checks::is("$code, the first frame", [WsClient::CLOSE, $code, $reason], [$frame->opcode, $frame->code(), $frame->reason()]);
    /* data and pings in flight are neither delivered nor answered */
    $client->text('close 4445 in flight');
    $client->ping('in flight');
    $client->send(WsClient::CLOSE, pack('n', $i % 2 ? $code : 1000));
    Checks::is("$code, the rest", '', $client->socket->rest());
    Checks::is("$code, no reset", false, $client->socket->reset);
    Checks::is("$code, onClose", $words, ending($server, "t$n"));
    Checks::is("$code, sending", true, $server->await("/^refused t$n \[false,false,false,false,false\]\$/m"));
}
$server->stop();
for ($i = 1; $i <= $n; $i++) {
    Checks::is("onClose of $i", 1, endings($server, "t$i"));
}
Checks::done();
?>
--EXPECT--
90 checks, 0 failed

--TEST--
Ratchet: a program that counts messages by resourceId and second
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet_programs.inc';

const LIMITED = '{"type":"error","code":"RATE_LIMITED","message":"Too many messages. Please slow down."}';
foreach (['app', 'io'] as $way) {
    $server = Program::run('rate-limited-server', ['0', $way])->server;
    $client = $server->ws();
    $other = $server->ws();
    do { /* until all fall into one second */
        time_nanosleep(0, (int) ((1 - fmod(microtime(true), 1)) * 1e9) + 1000000);
        $begin = time();
        for ($i = 0; $i < 15; $i++) {
            $client->text("m$i");
        }
        $answers = [];
        for ($i = 0; $i < 15; $i++) {
            $answers[] = $client->message();
        }
    } while (time() !== $begin);
    Checks::is("$way: the first ten", array_map(static fn ($i) => "m$i", range(0, 9)), array_slice($answers, 0, 10));
    Checks::is("$way: and those beyond", array_fill(0, 5, LIMITED), array_slice($answers, 10));
    $other->text('mine');
    Checks::is("$way: others are not limited", 'mine', $other->message());
    $client->close();
    $fresh = $server->ws();
    $fresh->text('fresh');
    Checks::is("$way: nothing is inherited", 'fresh', $fresh->message());
    $server->stop();
}
Checks::done();
?>
--EXPECT--
8 checks, 0 failed

--TEST--
A stream has a length: more is refused, or the oldest go; trim(), removeGroup() and info()
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer('127.0.0.1', 0);
$stream = $server->stream('small', ['length' => 3]);
echo $stream->name, "\n";
foreach (range(1, 3) as $n) { $stream->append($n); }
attempt(fn () => $stream->append(4, 'id'));
attempt(fn () => $stream->trim(1));
attempt(fn () => preg_match('/^\d+-\d+$/', $stream->append(4, 'id')));
attempt(fn () => $stream->info());
$drops = $server->stream('small', ['length' => 2, 'full' => 'drop-oldest']);
$drops->append(5);
attempt(fn () => $drops->info()['length']);
attempt(fn () => $stream->removeGroup('g'));
attempt(fn () => $stream->deadLetters());
attempt(fn () => $stream->redeliver('no id at all'));

$seen = [];
$sub = $drops->consume('g', function ($n) use (&$seen, $server, $drops) {
    $seen[] = $n;
    if ($n === 5) {
        $server->defer(function () use ($server, $drops) {
            attempt(fn () => $drops->removeGroup('g'));
            $server->stop();
        });
    }
});
/* wants only what comes once it runs */
$drops->consume('new', fn ($n) => print("new $n\n"), ['from' => 'new']);
$server->on('error', fn ($e) => print($e));
$server->run();
echo json_encode($seen), "\n";
attempt(fn () => $stream->removeGroup('g'));
attempt(fn () => $stream->info());
?>
--EXPECTREGEX--
small
Rtws\\StreamFull: Cannot append to stream "small": it is full, 3 entries wait to be handled; consume faster, or raise its option "length"
2
1
\{"length":2,"dead":0,"groups":\[\]\}
2
false
\[\]
0
[\s\S]*Rtws\\IllegalState: Cannot remove group "g" of stream "small": it has consumers
\[4,5\]
true
\{"length":0,"dead":0,"groups":\{"new":\{"waiting":0,"pending":0,"consumers":0\}\}\}

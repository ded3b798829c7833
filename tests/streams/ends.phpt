--TEST--
The end: handlers finish within the grace, what they do not finish is given back and is no attempt; exit() is one
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$run = function (string $what, string $code): void {
    $server = TestServer::script('<?php
        use function Rtws\delay;
        $server = new Rtws\RtServer("127.0.0.1", 0);
        $stream = $server->stream("s");
        foreach (range(1, 6) as $n) { $stream->append($n); }
        function tell() {
            global $stream;
            echo "left: {$stream->info()["length"]}, dead: ", json_encode(array_column($stream->deadLetters(), "error")), "\n";
        }
        ' . $code . '
        $server->run();
        tell();');
    $status = $server->wait();
    echo "$what: $status ", preg_replace('/^ready.*\n/m', '', $server->out);
};

$run('stop() waits', '$stream->consume("g", function ($n) use ($server) {
    if ($n === 2) { $server->stop(); }
    delay(0.05);
    echo "$n done, ";
}, ["concurrency" => 2]);');

$run('the grace ends', '$stream->consume("g", function ($n) use ($server) {
    if ($n === 2) { $server->stop(0.05); delay(60); }
    echo "$n done, ";
}, ["attempts" => 1]);');

$run('cancel()', '$sub = $stream->consume("g", function ($n) use ($server, &$sub) {
    if ($n === 2) { $sub->cancel(); $server->after(0.05, fn () => $server->stop()); }
    delay(0.01);
    echo "$n done, ";
    if ($n === 2) { var_dump($sub->isActive()); }
}, ["concurrency" => 3]);');

$run('exit()', 'register_shutdown_function(fn () => tell());
    $stream->consume("g", function ($n) {
    if ($n === 2) { exit(3); }
    echo "$n done, ";
}, ["attempts" => 1]);');

$run('a second run', '$stop = 2;
$stream->consume("g", function ($n, $id, $attempt) use ($server, &$stop) {
    echo "$n*$attempt, ";
    if ($n === $stop) { $stop = 4; $server->stop(); }
});
$server->run();
tell();');

/* nobody holds what the cycle would hold */
$server = new Rtws\RtServer('127.0.0.1', 0);
$stream = $server->stream('s');
$sub = $stream->consume('g', function () use (&$server, &$sub, &$stream) {});
$weak = WeakReference::create($server);
unset($server, $sub, $stream);
gc_collect_cycles();
var_dump($weak->get());
$kept = (new Rtws\RtServer('127.0.0.1', 0))->stream('s');
echo strlen($kept->append(1)) > 3 ? "kept\n" : '';
?>
--EXPECT--
stop() waits: 0 1 done, 2 done, left: 4, dead: []
the grace ends: 0 1 done, left: 5, dead: []
cancel(): 0 1 done, 2 done, bool(false)
left: 4, dead: []
exit(): 3 1 done, left: 4, dead: ["exit() was called while it was handled"]
a second run: 0 1*1, 2*1, left: 4, dead: []
3*1, 4*1, left: 2, dead: []
NULL
kept

--TEST--
Counter::publish(): every subscriber gets each value once, in order, and ends on the last
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $counter = new Rtws\Counter(10, "bumps");
    $channel = $server->channel("bumps")->options(["history" => [3, 0]]);
    $heard = new Rtws\Counter();
    $server->subscribe("bumps", fn (mixed $value) => $heard->set($value));
    $server->ws("/", onOpen: function (Connection $conn) use ($channel, $counter) {
        $channel->subscribe($conn);
        $conn->send("now " . $counter->get());
    }, onMessage: function (Connection $conn, string $m) use ($channel, $counter, $heard) {
        try {
            $conn->send("= " . json_encode(match ($m) {
                "heard" => $heard->get(),
                "history" => $channel->history(1)[0]->data,
                "end" => $counter->set(PHP_INT_MAX),
                default => $counter->publish($channel, (int) $m),
            }));
        } catch (Throwable $e) {
            $conn->send($e::class . ": " . $e->getMessage());
        }
    });
    ');
$a = $server->ws('/');
$b = $server->ws('/');
$c = $server->ws('/');
foreach ([$a, $b, $c] as $client) {
    echo $client->read()->payload, "\n";
}
/* two bump at the same time */
for ($i = 0; $i < 200; $i++) {
    $a->text('1');
    $b->text('2');
}
for ($values = [], $returned = []; count($values) < 400;) {
    $values[] = (int) $c->read()->payload;
}
$sorted = $values;
sort($sorted);
var_dump($sorted === $values, count(array_unique($values)), end($values));
foreach ([$a, $b] as $client) {
    $seen = [];
    for ($i = 0; $i < 600; $i++) {
        $text = $client->read()->payload;
        if ($text[0] === '=') {
            $returned[] = (int) substr($text, 2);
        } else {
            $seen[] = (int) $text;
        }
    }
    var_dump($seen === $values);
}
sort($returned);
var_dump($returned === $values);

foreach (['heard', 'history', 'end', '1', 'heard', '-7'] as $what) {
    $c->text($what);
    do {
        $text = $c->read()->payload;
        echo $text, "\n";
    } while ($what === '-7' && $text[0] !== '=');
}
echo $server->stop();
?>
--EXPECT--
now 10
now 10
now 10
bool(true)
int(400)
int(610)
bool(true)
bool(true)
bool(true)
= 610
= 610
= null
ArithmeticError: Counter "bumps" is 9223372036854775807: adding 1 goes beyond the range of int
= 610
9223372036854775800
= 9223372036854775800

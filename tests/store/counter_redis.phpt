--TEST--
A Counter with the option redis is one number for all that name it so; its errors say what to do
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/redis_kinds.inc';

$redis = TestRedis::start();
$server = redisServer("redis://127.0.0.1:$redis->port", '[]', '
    use Rtws\Counter;
    use function Rtws\concurrently;
    $dsn = "redis://127.0.0.1:' . $redis->port . '";
    $a = new Counter(5, "hits", ["redis" => $redis]);
    $b = new Counter(99, "hits", ["redis" => $dsn]);
    $c = new Counter(7, "hits", ["redis" => [$dsn], "prefix" => "app:"]);
    $d = new Counter(0, "hits", ["redis" => "$dsn?prefix=app:"]);
    echo "before run(): ", attempt(fn () => $a->get()), "\n";
    $calls = [
        "shared" => fn () => [$a->increment(), $b->increment(2), $a->decrement(), $b->get(), $a->name],
        "apart" => fn () => [$c->get(), $c->increment(), $d->get()],
        "swap" => fn () => [$a->compareAndSet(7, 9007199254740993), $b->compareAndSet(7, 1), $b->increment(), $b->compareAndSet(9007199254740994, -3), $a->get()],
        "range" => fn () => [$a->set(PHP_INT_MAX), attempt(fn () => $b->increment()), $a->get(), $a->set(PHP_INT_MIN), attempt(fn () => $b->decrement(3)), $b->get(), $b->increment(PHP_INT_MAX)],
        "parallel" => function () use ($a, $b) {
            $a->set(0);
            $got = concurrently(...array_map(fn ($i) => fn () => ($i % 2 ? $a : $b)->increment(), range(0, 99)));
            sort($got);
            return $got === range(1, 100);
        },
        "no int" => fn () => array_map(attempt(...), [$a->get(...), $a->increment(...), fn () => $a->compareAndSet(1, 2), fn () => $a->publish($server->channel("n")), fn () => $a->set(3), $b->get(...)]),
        "no string" => fn () => array_map(attempt(...), [$a->get(...), fn () => $a->set(3)]),
        "unable" => fn () => attempt(fn () => $a->publish($server->channel("n"))),
        "away" => fn () => array_map(attempt(...), [$a->get(...), fn () => $a->set(1), $a->increment(...)]),
    ];
    $server->http("GET", "/{call}", fn ($r) => ["is" => $calls[urldecode($r->params["call"])]()]);
    foreach ([[["redis" => $redis], null], [["redis" => 5], "n"], [["redis" => new stdClass], "n"], [["redis" => "http://x"], "n"],
        [["redis" => $redis, "prefix" => "{a}"], "n"], [["redis" => $redis, "prefix" => 5], "n"], [["redys" => 1], "n"]] as [$options, $name]) {
        echo attempt(fn () => new Counter(0, $name, $options)), "\n";
    }
');
$get = fn (string $what) => print("$what: " . json_encode(json_decode($server->http('GET', '/' . rawurlencode($what))->body)->is ?? null, JSON_UNESCAPED_SLASHES | JSON_PRETTY_PRINT) . "\n");
$get('shared');
var_dump($redis->command('GET', 'rtws:counter:hits'));
$get('apart');
var_dump($redis->command('GET', 'app:rtws:counter:hits'));
array_map($get, ['swap', 'range', 'parallel']);
$redis->command('SET', 'rtws:counter:hits', '007');
$get('no int');
$redis->command('DEL', 'rtws:counter:hits');
$redis->command('RPUSH', 'rtws:counter:hits', '1');
$get('no string');
$redis->command('DEL', 'rtws:counter:hits');
$get('unable');
$redis->stop();
$get('away');
echo preg_replace('/127.0.0.1:\d+/', 'HOST', $server->out);
$server->stop();
?>
--EXPECTF--
shared: [
    6,
    8,
    7,
    7,
    "hits"
]
string(1) "7"
apart: [
    7,
    8,
    8
]
string(1) "8"
swap: [
    true,
    false,
    9007199254740994,
    true,
    -3
]
range: [
    null,
    "ArithmeticError: Counter \"hits\" is 9223372036854775807: adding 1 goes beyond the range of int",
    9223372036854775807,
    null,
    "ArithmeticError: Counter \"hits\" is -9223372036854775808: adding -3 goes beyond the range of int",
    -9223372036854775808,
    -1
]
parallel: true
no int: [
    "RedisError WRONGTYPE: Counter \"hits\": WRONGTYPE what is at the key rtws:counter:hits is no int; set() puts one there",
    "RedisError WRONGTYPE: Counter \"hits\": WRONGTYPE what is at the key rtws:counter:hits is no int; set() puts one there",
    "RedisError WRONGTYPE: Counter \"hits\": WRONGTYPE what is at the key rtws:counter:hits is no int; set() puts one there",
    "Rtws\\IllegalState: Counter \"hits\" is in Redis: to publish it the server needs the option \"redis\", with the same Redis",
    null,
    3
]
no string: [
    "RedisError WRONGTYPE: Counter \"hits\": WRONGTYPE what is at the key rtws:counter:hits is no int; set() puts one there",
    "RedisError WRONGTYPE: Counter \"hits\": WRONGTYPE what is at the key rtws:counter:hits is no int; set() puts one there"
]
unable: "Rtws\\IllegalState: Counter \"hits\" is in Redis: to publish it the server needs the option \"redis\", with the same Redis"
away: [
    "RedisUnavailable no: Counter::get(): redis://127.0.0.1:%d: %s; it has not been executed",
    "RedisUnavailable no: Counter::set(): redis://127.0.0.1:%d: %s; it has not been executed",
    "RedisUnavailable no: Counter::increment(): redis://127.0.0.1:%d: %s; it has not been executed"
]
before run(): Rtws\IllegalState: Rtws\Redis suspends the handler that calls it (Counter::get()): call it in a handler of a running server, not before run(), in a handshake hook, a destructor or a forked child
Rtws\InvalidOption: A Counter with the option "redis" needs a name: it is the key there
Rtws\InvalidOption: Option "redis" must be an Rtws\Redis, a DSN or a list of them, 5 given
Rtws\InvalidOption: Option "redis" must be an Rtws\Redis, a DSN or a list of them, stdClass given
Rtws\InvalidOption: Redis: the DSN must begin with redis://, rediss://, unix://, redis+sentinel:// or rediss+sentinel://, "http://" given
Rtws\InvalidOption: Option "prefix" must be without braces, they choose the node of a cluster: "{a}" given
Rtws\InvalidOption: Option "prefix" must be a string that is not empty, 5 given
Rtws\InvalidOption: Unknown option "redys", did you mean "redis"?
ready HOST

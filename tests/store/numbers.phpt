--TEST--
increment() and compareAndSet() of a Store are exact or refused
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\Store;

$store = new Store('n', 1, ['i' => Store::INT, 'f' => Store::FLOAT, 's' => Store::string(3)]);
var_dump($store->increment('k', 'i'), $store->increment('k', 'i', -5), $store->increment('k', 'f', 0.5), $store->increment('k', 'f', 1));

$refused = [
    fn () => $store->increment('k', 'i', PHP_INT_MIN),
    fn () => $store->increment('k', 'i', 0.5),
    fn () => $store->increment('k', 's'),
    fn () => $store->increment('k', 'x'),
    fn () => $store->increment('another', 'i'),
    fn () => $store->compareAndSet('k', 'i', '1', 2),
    fn () => $store->compareAndSet('k', 's', '', 'long'),
];
foreach ($refused as $call) {
    try {
        $call();
    } catch (Throwable $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}
var_dump($store->compareAndSet('k', 'i', 5, 6), $store->compareAndSet('k', 'i', -4, 6), $store->compareAndSet('k', 'f', 1.5, 2),
    $store->compareAndSet('k', 's', '', 'abc'), $store->compareAndSet('k', 's', 'ab', 'x'), $store->compareAndSet('none', 'i', 0, 1));
echo json_encode($store->get('k')), "\n";
?>
--EXPECT--
int(1)
int(-4)
float(0.5)
float(1.5)
ArithmeticError: Column "i" of store "n" is -4: adding -9223372036854775808 goes beyond the range of int
TypeError: Column "i" of store "n" holds an int, float given
ValueError: Rtws\Store::increment(): Argument #2 ($column) must be a column of numbers, "s" is one of strings
ValueError: Store "n" has no column "x", it has: i, f, s
Rtws\StoreFull: Store "n" is full: it has all its 1 rows
TypeError: Column "i" of store "n" holds an int, string given
ValueError: Column "s" of store "n" holds strings of at most 3 bytes, one of 4 bytes given
bool(false)
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
{"i":6,"f":2,"s":"abc"}

--TEST--
A Counter counts, and refuses what is no int
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\Counter;

$counter = new Counter(5, 'bumps');
var_dump($counter->increment(), $counter->increment(10), $counter->decrement(), $counter->decrement(5), $counter->get(), $counter->name);
var_dump($counter->compareAndSet(1, 2), $counter->compareAndSet(10, 2), $counter->get());
$counter->set(PHP_INT_MAX);
foreach ([fn () => $counter->increment(), fn () => $counter->decrement(-3), fn () => $counter->decrement(PHP_INT_MIN), fn () => (new Counter(PHP_INT_MIN))->decrement()] as $call) {
    try {
        $call();
    } catch (Error $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}
var_dump($counter->get() === PHP_INT_MAX, (new Counter())->name, new Counter(1) == new Counter(1));
?>
--EXPECT--
int(6)
int(16)
int(15)
int(10)
int(10)
string(5) "bumps"
bool(false)
bool(true)
int(2)
ArithmeticError: Counter "bumps" is 9223372036854775807: adding 1 goes beyond the range of int
ArithmeticError: Counter "bumps" is 9223372036854775807: adding 3 goes beyond the range of int
ValueError: Rtws\Counter::decrement(): Argument #1 ($by) must be greater than PHP_INT_MIN
ArithmeticError: Counter is -9223372036854775808: adding -1 goes beyond the range of int
bool(true)
NULL
bool(false)

--TEST--
What a Store cannot be made of, or hold, is named
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\{Store, Counter};

$int = ['n' => Store::INT];
$store = new Store('t', 2, $int + ['s' => Store::string(4)], ['key' => 5]);
$calls = [
    fn () => new Store('', 1, $int),
    fn () => new Store('t', 0, $int),
    fn () => new Store('t', 67108865, $int),
    fn () => new Store('t', 1, []),
    fn () => new Store('t', 1, ['int']),
    fn () => new Store('t', 1, ['' => 'int']),
    fn () => new Store('t', 1, ['n' => 'integer']),
    fn () => new Store('t', 1, ['n' => 5]),
    fn () => new Store('t', 1, ['n' => 'string:0']),
    fn () => new Store('t', 1, ['n' => 'string:4x']),
    fn () => new Store('t', 1, array_fill_keys(array_map(fn ($i) => "c$i", range(1, 65)), 'int')),
    fn () => new Store('t', 67108864, ['s' => Store::string(65536)]),
    fn () => new Store('t', 1, $int, ['keys' => 5]),
    fn () => new Store('t', 1, $int, ['key' => 1025]),
    fn () => new Store('t', 1, $int, ['redis' => 'redis://127.0.0.1']),
    fn () => Store::string(65537),
    fn () => $store->set('k', ['m' => 1]),
    fn () => $store->set('k', [1]),
    fn () => $store->set('k', ['n' => '1']),
    fn () => $store->set('k', ['n' => 1, 's' => 'abcde']),
    fn () => $store->set('abcdef', ['n' => 1]),
    fn () => $store->get('k', 'm'),
    fn () => $store[1.5],
    fn () => $store[] = ['n' => 1],
    fn () => $store['k'] = 1,
    fn () => $store->__construct('t', 1, $int),
    fn () => clone $store,
    fn () => serialize($store),
    fn () => new Counter(0, ''),
    fn () => new Counter(0, null, ['redis' => 'redis://127.0.0.1']),
    fn () => clone new Counter(),
    fn () => serialize(new Counter()),
    function () use ($store) { foreach ($store as &$row) { } },
];
foreach ($calls as $call) {
    try {
        $call();
        echo "no error\n";
    } catch (Throwable $e) {
        echo $e::class, ': ', str_replace(['Rtws\Store::__construct(): ', 'Rtws\Counter::__construct(): '], '', $e->getMessage()), "\n";
    }
}
var_dump(count($store), $store->get('abcdef'), $store->exists('abcdef'), $store->delete('abcdef'));
?>
--EXPECTF--
ValueError: Argument #1 ($name) must be 1 to 64 bytes of UTF-8 without control characters, "" (0 bytes) given
ValueError: Argument #2 ($rows) must be between 1 and 67108864, 0 given
ValueError: Argument #2 ($rows) must be between 1 and 67108864, 67108865 given
ValueError: Argument #3 ($columns) must have 1 to 64 columns, 0 given
ValueError: Argument #3 ($columns) must have columns with names of 1 to 64 bytes of UTF-8, which are no numbers
ValueError: Argument #3 ($columns) must have columns with names of 1 to 64 bytes of UTF-8, which are no numbers
ValueError: Argument #3 ($columns) must have Store::INT, Store::FLOAT or Store::string(1 to 65536) for column "n", "integer" given
ValueError: Argument #3 ($columns) must have Store::INT, Store::FLOAT or Store::string(1 to 65536) for column "n", int given
ValueError: Argument #3 ($columns) must have Store::INT, Store::FLOAT or Store::string(1 to 65536) for column "n", "string:0" given
ValueError: Argument #3 ($columns) must have Store::INT, Store::FLOAT or Store::string(1 to 65536) for column "n", "string:4x" given
ValueError: Argument #3 ($columns) must have 1 to 64 columns, 65 given
ValueError: Argument #2 ($rows) must be fewer: 67108864 rows of these columns take %d MiB, and this machine has %d
Rtws\InvalidOption: Unknown option "keys", did you mean "key"?
Rtws\InvalidOption: Option "key" must be an int between 1 and 1024, 1025 given
Rtws\InvalidOption: Unknown option "redis", known are: key
ValueError: Rtws\Store::string(): Argument #1 ($bytes) must be between 1 and 65536, 65537 given
ValueError: Store "t" has no column "m", it has: n, s
ValueError: A row of store "t" is an array by the names of columns, the key 0 given
TypeError: Column "n" of store "t" holds an int, string given
ValueError: Column "s" of store "t" holds strings of at most 4 bytes, one of 5 bytes given
ValueError: Rtws\Store::set(): Argument #1 ($key) must be a key of at most 5 bytes in store "t", "abcdef" (6 bytes) given
ValueError: Store "t" has no column "m", it has: n, s
TypeError: Keys of store "t" are strings or ints, float given
TypeError: Keys of store "t" are strings or ints, null given
TypeError: A row of store "t" is an array by the names of columns, int given
Error: The Store is constructed already
Error: Trying to clone an uncloneable object of class Rtws\Store
Exception: Serialization of 'Rtws\Store' is not allowed
ValueError: Argument #2 ($name) must be 1 to 64 bytes of UTF-8 without control characters, "" (0 bytes) given
Rtws\InvalidOption: A Counter with the option "redis" needs a name: it is the key there
Error: Trying to clone an uncloneable object of class Rtws\Counter
Exception: Serialization of 'Rtws\Counter' is not allowed
Error: The rows of a Store cannot be changed by reference: set() them
int(0)
NULL
bool(false)
bool(false)

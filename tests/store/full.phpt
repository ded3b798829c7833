--TEST--
A full Store says so, keeps what it has, and takes a row for each that goes
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\{Store, StoreFull};

$store = new Store('clients', 1000, ['at' => Store::INT]);
for ($i = 0; $store->set("$i", ['at' => $i]); $i++) {
}
var_dump($i, count($store), $store->set('5', ['at' => -5]));
try {
    $store['more'] = ['at' => 1];
} catch (StoreFull $e) {
    echo $e->getMessage(), ' (', $e instanceof Rtws\Exception ? 'ours' : 'not ours', ")\n";
}
$wrong = 0;
foreach ($store as $key => $row) {
    $wrong += $row['at'] !== ($key === '5' ? -5 : (int) $key);
}
var_dump($wrong, $store->delete('17'), $store->set('more', []), $store->set('17', []));
?>
--EXPECT--
int(1000)
int(1000)
bool(true)
Store "clients" is full: it has all its 1000 rows (ours)
int(0)
bool(true)
bool(true)
bool(false)

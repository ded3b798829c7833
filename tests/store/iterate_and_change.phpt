--TEST--
Rows of a Store may come and go while somebody walks through it
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\Store;

$store = new Store('s', 100, ['n' => Store::INT, 'text' => Store::string(10)]);
for ($i = 0; $i < 60; $i++) {
    $store["k$i"] = ['n' => $i, 'text' => "$i"];
}
$seen = [];
foreach ($store as $key => $row) {
    $seen[$key] = ($seen[$key] ?? 0) + 1;
    if ($row['n'] < 60 && $row['text'] !== "{$row['n']}") {
        echo "torn: ", json_encode($row), "\n";
    }
    $store->get('k1'); /* reads another row meanwhile */
    unset($store[$key]);
    if (count($seen) <= 30) {
        $store->set("new $key", ['n' => 1000]);
    }
}
var_dump(max($seen), count(array_filter(array_keys($seen), fn ($key) => $key[0] === 'k')));

echo "two at once:\n";
$store->clear();
$store->set('a', []);
$store->set('b', []);
foreach ($store as $first => $row) {
    foreach ($store as $second => $row) {
        $pairs[] = "$first$second";
    }
}
sort($pairs);
echo implode(' ', $pairs), "\n";
?>
--EXPECT--
int(1)
int(60)
two at once:
aa ab ba bb

--TEST--
Processes share a Store and a Counter made before the fork, and lose nothing of what they add
--EXTENSIONS--
rtws
pcntl
--FILE--
<?php
use Rtws\{Store, Counter};

$store = new Store('s', 64, ['hits' => Store::INT, 'a' => Store::string(20), 'b' => Store::string(20)]);
$counter = new Counter(100);
$torn = new Counter();
$children = [];
for ($c = 0; $c < 4; $c++) {
    $children[] = $pid = pcntl_fork();
    if ($pid === 0) {
        $values = [];
        for ($i = 0; $i < 5000; $i++) {
            $store->increment('page ' . $i % 20, 'hits');
            $values[] = $counter->increment();
            $text = "$c " . str_repeat('x', $i % 18);
            $store->set('both', ['a' => $text, 'b' => $text]);
            $row = $store->get('both');
            $torn->increment($row['a'] === $row['b'] ? 0 : 1);
            if ($i % 100 === 0) {
                $store->set("mine $c", ['hits' => $i]);
                foreach ($store as $key => $row) {
                    $torn->increment($row['a'] === $row['b'] ? 0 : 1);
                }
                $store->delete("mine $c");
            }
        }
        /* no value twice: each child's rise */
        exit($values === array_unique($values) && max($values) === end($values) ? 0 : 1);
    }
}
foreach ($children as $pid) {
    pcntl_waitpid($pid, $status);
    var_dump(pcntl_wexitstatus($status));
}
$sum = 0;
foreach ($store as $row) {
    $sum += $row['hits'];
}
var_dump($sum, $counter->get(), $torn->get(), count($store));
?>
--EXPECT--
int(0)
int(0)
int(0)
int(0)
int(20000)
int(20100)
int(0)
int(21)

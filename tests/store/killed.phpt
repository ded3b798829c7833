--TEST--
Processes that are killed while they write leave a Store that others go on with
--EXTENSIONS--
rtws
pcntl
--FILE--
<?php
use Rtws\{Store, Counter};

$store = new Store('s', 16, ['a' => Store::string(200), 'n' => Store::INT, 'b' => Store::string(200)]);
$rounds = new Counter();
$torn = 0;
for ($round = 0; $round < 30; $round++) {
    $before = $rounds->get();
    $pid = pcntl_fork();
    if ($pid === 0) {
        for ($i = 0; ; $i++) {
            $text = str_repeat(chr(97 + $i % 26), $i % 200);
            $store->set('k' . $i % 16, ['a' => $text, 'n' => strlen($text), 'b' => $text]);
            $store->delete('k' . ($i + 5) % 16);
            $rounds->increment();
        }
    }
    while ($rounds->get() < $before + 50 + $round * 7) {
        $store->get('k1'); /* it is at work */
    }
    exec("kill -9 $pid");
    pcntl_waitpid($pid, $status);
    foreach ($store as $row) {
        $torn += $row['a'] !== $row['b'] || strlen($row['a']) !== $row['n'];
    }
    for ($i = 0; $i < 16; $i++) {
        if (!$store->set("k$i", ['a' => '', 'n' => 0, 'b' => ''])) {
            echo "round $round: a row is lost\n";
        }
    }
    if (count($store) !== 16 || $store->set('more', [])) {
        echo "round $round: ", count($store), " rows\n";
    }
}
var_dump($torn);
?>
--EXPECT--
int(0)

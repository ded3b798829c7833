--TEST--
A Store keeps rows of typed columns under keys
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\Store;

$store = new Store('users', 4, ['name' => Store::string(8), 'age' => Store::INT, 'score' => Store::FLOAT]);
var_dump($store->set('ann', ['name' => 'Ann', 'age' => 30, 'score' => 1.5]));
var_dump($store->get('ann'), $store->get('ann', 'age'), $store->get('bob'), $store->get('bob', 'age'));

echo "others keep their values; in a new row they are 0 and \"\":\n";
$store->set('ann', ['age' => 31]);
$store->set('bob', ['score' => 2]);
echo json_encode($store->get('ann')), json_encode($store->get('bob')), "\n";

echo "as an array, with ints as keys too:\n";
$store[7] = ['name' => "\0\xff"];
var_dump(isset($store['7']), isset($store[8]), bin2hex($store[7]['name']), $store[8], $store['ann']['age'] ?? null);
unset($store[7], $store['nobody']);

echo "walking through:\n";
foreach ($store as $key => $row) {
    echo $key, ' ', json_encode($row), "\n";
}
$it = $store->getIterator();
var_dump($it instanceof Iterator, iterator_count($it), count($store), $store->name);
var_dump($store->delete('ann'), $store->delete('ann'), $store->exists('ann'), $store->exists('bob'));
$store->clear();
var_dump(count($store), iterator_to_array($store));
?>
--EXPECT--
bool(true)
array(3) {
  ["name"]=>
  string(3) "Ann"
  ["age"]=>
  int(30)
  ["score"]=>
  float(1.5)
}
int(30)
NULL
NULL
others keep their values; in a new row they are 0 and "":
{"name":"Ann","age":31,"score":1.5}{"name":"","age":0,"score":2}
as an array, with ints as keys too:
bool(true)
bool(false)
string(4) "00ff"
NULL
int(31)
walking through:
ann {"name":"Ann","age":31,"score":1.5}
bob {"name":"","age":0,"score":2}
bool(true)
int(2)
int(2)
string(5) "users"
bool(true)
bool(false)
bool(false)
bool(true)
int(0)
array(0) {
}

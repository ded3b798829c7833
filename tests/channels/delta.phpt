--TEST--
delta: who asks for it gets merge patches where they are smaller; the patched data is the published one
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels("/channels", options: ["namespaces" => ["d:" => ["delta" => true]], "publish" => true]);
');
function patch(mixed $target, mixed $patch): mixed
{
    if (!$patch instanceof stdClass) {
        return $patch;
    }
    $target = $target instanceof stdClass ? clone $target : new stdClass;
    foreach ($patch as $name => $value) {
        if ($value === null) {
            unset($target->$name);
        } else {
            $target->$name = patch($target->$name ?? null, $value);
        }
    }
    return $target;
}

$delta = new ChannelClient($server);
$plain = new ChannelClient($server);
$delta->ask(['action' => 'subscribe', 'channel' => 'd:a', 'delta' => true]);
$plain->ask(['action' => 'subscribe', 'channel' => 'd:a']);
$other = new ChannelClient($server);
$other->ask(['action' => 'subscribe', 'channel' => 'x', 'delta' => true]);

$long = str_repeat('long text ', 20);
$values = [
    '{"a":1,"b":"' . $long . '","c":{"x":1,"y":"' . $long . '"}}',
    '{"a":2,"b":"' . $long . '","c":{"x":1,"y":"' . $long . '"}}',
    '{"b":"' . $long . '","c":{"x":2,"y":"' . $long . '"},"d":[1,2]}',
    '{"b":"' . $long . '","c":{"x":2,"y":"' . $long . '"},"d":[1,2]}',
    '{"b":null,"c":{"x":2,"y":"' . $long . '"},"d":[1,2]}',       /* a patch cannot say it */
    '{"b":1,"c":{"x":2,"y":"' . $long . '"},"d":[1,2]}',
    '{"completely":"different"}',
    '"text"',
    '[1,2,3]',
    '{"n":{"m":{"k":1,"pad":"' . $long . '"}}}',
    '{"n":{"m":{"k":2,"pad":"' . $long . '"}}}',
];
$state = null;
$right = 0;
foreach ($values as $value) {
    $plain->say('{"action":"publish","channel":"d:a","message":' . $value . '}');
    $message = json_decode($delta->raw());
    $state = isset($message->patch) ? patch($state, $message->patch) : $message->data;
    echo isset($message->patch) ? 'patch ' . substr(json_encode($message->patch), 0, 60) : 'data', "\n";
    $right += json_encode($state) === json_encode(json_decode($value)) || $state == json_decode($value);
    $whole = json_decode($plain->raw());
    $right += $whole->data == json_decode($value);
}
echo $right, ' of ', 2 * count($values), "\n";
/* who comes now has no base yet */
$late = new ChannelClient($server);
$late->ask(['action' => 'subscribe', 'channel' => 'd:a', 'delta' => true]);
$plain->say('{"action":"publish","channel":"d:a","message":' . str_replace('2', '3', end($values)) . '}');
var_dump(isset(json_decode($late->raw())->data), isset(json_decode($delta->raw())->patch));
/* a channel without the option */
$other->say('{"action":"publish","channel":"x","message":{"a":1}}');
$other->say('{"action":"publish","channel":"x","message":{"a":1}}');
var_dump(isset($other->next()['data']), isset($other->next()['data']));
$server->stop();
?>
--EXPECT--
data
patch {"a":2}
patch {"c":{"x":2},"d":[1,2],"a":null}
patch {}
data
patch {"b":1}
data
data
data
data
patch {"n":{"m":{"k":2}}}
22 of 22
bool(true)
bool(true)
bool(true)
bool(true)

--TEST--
channels(): a namespace decides, else the endpoint's option, else authorize; without it clients may all but publish
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$code = '$asked = 0; $authorize = function () use (&$asked) { $asked++; return true; };
    $server->http("GET", "/asked", function () use (&$asked) { $n = $asked; $asked = 0; return [$n]; });' . "\n";
foreach ([0, 1] as $asks) {
    foreach (['' => '', 'yes' => 'true', 'no' => 'false'] as $name => $option) {
        $options = $option === '' ? '' : "'publish' => $option, 'subscribe' => $option, 'presence' => $option,";
        $code .= "\$server->channels('/$asks$name', " . ($asks ? '$authorize' : 'null') . ", [$options 'namespaces' => [
            'yes:' => ['publish' => true, 'subscribe' => true, 'presence' => true],
            'no:' => ['publish' => false, 'subscribe' => false, 'presence' => false],
            'no:but:' => ['publish' => null, 'subscribe' => true, 'presence' => true],
        ]]);\n";
    }
}
$server = TestServer::start($code);
foreach ([0, 1] as $asks) {
    foreach (['', 'yes', 'no'] as $option) {
        foreach (['any', 'yes:a', 'no:a', 'no:but:a'] as $channel) {
            $client = new ChannelClient($server, "/$asks$option");
            printf('%-9s option %-3s %-8s', $asks ? 'authorize' : '', $option, $channel);
            foreach (['"subscribe"', '"history"', '"publish","message":1', '"presence"', '"join","member":{"id":1}'] as $action) {
                $answer = $client->ask('{"action":' . $action . ',"channel":"' . $channel . '","id":1}');
                if ($answer['type'] === 'message') {
                    $answer = $client->next();
                }
                echo $answer['type'] !== 'error' ? ' +' : ($answer['code'] === 'FORBIDDEN' ? ' -' : " $answer[code]");
            }
            echo ' asked ', $server->http('GET', '/asked')->body, "\n";
        }
    }
}
$server->stop();
?>
--EXPECT--
option     any      + + - + + asked [0]
          option     yes:a    + + + + + asked [0]
          option     no:a     - - - - - asked [0]
          option     no:but:a + + - + + asked [0]
          option yes any      + + + + + asked [0]
          option yes yes:a    + + + + + asked [0]
          option yes no:a     - - - - - asked [0]
          option yes no:but:a + + + + + asked [0]
          option no  any      - - - - - asked [0]
          option no  yes:a    + + + + + asked [0]
          option no  no:a     - - - - - asked [0]
          option no  no:but:a + + - + + asked [0]
authorize option     any      + + + + + asked [5]
authorize option     yes:a    + + + + + asked [0]
authorize option     no:a     - - - - - asked [0]
authorize option     no:but:a + + + + + asked [1]
authorize option yes any      + + + + + asked [0]
authorize option yes yes:a    + + + + + asked [0]
authorize option yes no:a     - - - - - asked [0]
authorize option yes no:but:a + + + + + asked [0]
authorize option no  any      - - - - - asked [0]
authorize option no  yes:a    + + + + + asked [0]
authorize option no  no:a     - - - - - asked [0]
authorize option no  no:but:a + + - + + asked [0]

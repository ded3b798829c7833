--TEST--
Order: the messages of one connection, and its onOpen and onClose, are handled one after the other across suspensions
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/",
        onOpen: function ($c) { echo "open\n"; delay(0.03); echo "opened\n"; },
        onMessage: function ($c, $m) { echo "begin $m\n"; delay((float) $m); echo "end $m\n"; },
        onClose: function ($c) { echo "close\n"; });
');
$client = $server->ws();
foreach (['0.03', '0', '0.01'] as $message) {
    $client->text($message);
}
$client->close();
$server->await('/^close\n/m');
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
open
opened
begin 0.03
end 0.03
begin 0
end 0
begin 0.01
end 0.01
close

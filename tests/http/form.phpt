--TEST--
Request::form(): fields and files as a browser sends them
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/", function (Request $r) {
        try {
            return Response::json(array_map("describe", $r->form()));
        } catch (Rtws\InvalidBody $e) {
            return new Response(get_parent_class($e) . ": " . $e->getMessage(), 400);
        }
    });
    function describe($value) {
        if (!is_array($value)) {
            return $value;
        }
        return isset($value["content"]) && !is_array($value["content"])
            ? [$value["name"], $value["type"], $value["size"], md5($value["content"])] : array_map("describe", $value);
    }
');
$post = fn (?string $type, string $body) => $server->http('POST', '/', $type !== null ? ['Content-Type' => $type] : [], $body);
$form = fn (?string $type, string $body) => json_decode($post($type, $body)->body, true);
function part(string $name, string $content, string $more = ''): string
{
    return "--XX\r\nContent-Disposition: form-data; name=\"$name\"$more\r\n\r\n$content\r\n";
}

$urlencoded = 'a=1&b[]=2&b[]=3&c[x][y]=%C3%A9+%26&d.e=5';
parse_str($urlencoded, $wanted);
Checks::is('urlencoded', $wanted, $form('application/x-www-form-urlencoded', $urlencoded));
Checks::is('with a charset', ['a' => '1'], $form('Application/X-WWW-Form-Urlencoded; charset=UTF-8', 'a=1'));
Checks::is('empty', [], $form('application/x-www-form-urlencoded', ''));
$type = 'multipart/form-data; boundary=XX';
$binary = random_bytes(100000) . "\r\n--X\r\n\0";
Checks::is('multipart', ['a' => "1\r\n2", 'b' => ['2', '3'], 'c' => ['x' => ['y' => 'é &']], 'd_e' => '5', 'quote"' => ''],
    $form($type, part('a', "1\r\n2") . part('b[]', '2') . part('b[]', '3') . part('c[x][y]', 'é &') . part('d.e', '5') . part('quote%22', '') . '--XX--'));
Checks::is('files', ['up' => [['a "b".png', 'image/png', strlen($binary), md5($binary)], ['../x', 'application/octet-stream', 0, md5('')]], 'a' => '1'],
    $form($type, part('up[]', $binary, "; filename=\"a %22b%22.png\"\r\nContent-Type: image/png") . part('up[]', '', '; filename="../x"')
        . part('none', '', "; filename=\"\"\r\nContent-Type: application/octet-stream") . part('a', '1') . "--XX--\r\n"));
Checks::is('an empty form', [], $form($type, '--XX--'));
foreach ([
    [null, 'a=1', 'The body is no form: its Content-Type is not given'],
    ['text/plain', 'a=1', 'The body is no form: its Content-Type is text/plain, which is neither application/x-www-form-urlencoded nor multipart/form-data'],
    ['multipart/form-data', '--XX--', 'The body is no multipart/form-data: its Content-Type has no boundary'],
    [$type, '', 'The body is no multipart/form-data: it does not begin with its boundary'],
    [$type, part('a', '1') . '--XX', 'The body is no multipart/form-data: something else follows a boundary'],
    [$type, substr(part('a', '1'), 0, -3), 'its last boundary is missing'],
    [$type, part('a', '1') . "--XX\r\nX: y\r\n\r\n\r\n--XX--", 'a part has no Content-Disposition'],
] as [$type, $body, $message]) {
    $answer = $post($type, $body);
    Checks::is($message, [400, true], [$answer->status, str_contains($answer->body, $message)]);
    Checks::is($message, 'DomainException', strstr($answer->body, ':', true));
}
$server->stop();
Checks::is('no warnings', '', preg_replace('/^ready.*\n/', '', $server->out));
Checks::done();
?>
--EXPECT--
21 checks, 0 failed

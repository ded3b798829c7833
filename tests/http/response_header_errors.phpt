--TEST--
Response: headers that could split the answer, and those that are the server's, are refused
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\Response;

foreach ([['X' => "a\r\nSet-Cookie: b"], ['X' => "a\nb"], ['X' => "a\0"], ["X\r\nY" => 'a'], ['a b' => 'x'], ['' => 'x'], ['a:' => 'x'],
    ['X' => ['fine', "not\r\nfine"]], ['Content-Length' => 5], ['content-length' => '5'], ['Connection' => 'close'],
    ['DATE' => 'now'], ['Transfer-Encoding' => 'chunked']] as $headers) {
    try {
        new Response('', 200, $headers);
        echo 'taken: ', json_encode($headers), "\n";
    } catch (ValueError $e) {
    }
}
attempt(fn () => new Response('', 200, ['X' => "a\r\n"]));
attempt(fn () => new Response('', 200, ['x']));
attempt(fn () => new Response('', 200, ['X' => 1.5]));
attempt(fn () => new Response('', 200, ['X' => null]));
attempt(fn () => new Response('', 200, ['X' => [['a']]]));
attempt(fn () => new Response('', 199));
attempt(fn () => new Response('', 600));
attempt(fn () => new Response([]));
attempt(fn () => Response::json([], 200, ['X' => "\n"]));
attempt(fn () => Response::json([], 600));
attempt(fn () => Response::file(__FILE__, ['X' => "\n"]));
?>
--EXPECT--
ValueError: Header "X" cannot be sent: its name must be a token, its value free of control characters; Content-Length, Connection, Date and Transfer-Encoding are set by the server
ValueError: Headers must be given as name => value
TypeError: Header "X" must be a string, an int or a list of these, float given
TypeError: Header "X" must be a string, an int or a list of these, null given
TypeError: Header "X" must be a string, an int or a list of these, array given
ValueError: Rtws\Response::__construct(): Argument #2 ($status) must be between 200 and 599, 199 given
ValueError: Rtws\Response::__construct(): Argument #2 ($status) must be between 200 and 599, 600 given
TypeError: Rtws\Response::__construct(): Argument #1 ($body) must be of type string, array given
ValueError: Header "X" cannot be sent: its name must be a token, its value free of control characters; Content-Length, Connection, Date and Transfer-Encoding are set by the server
ValueError: Rtws\Response::json(): Argument #2 ($status) must be between 200 and 599, 600 given
ValueError: Header "X" cannot be sent: its name must be a token, its value free of control characters; Content-Length, Connection, Date and Transfer-Encoding are set by the server

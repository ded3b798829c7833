<?php

namespace Rtws\Ratchet;

use GuzzleHttp\Psr7\Request as GuzzleRequest;
use Psr\Http\Message\RequestInterface;
use Rtws\Request;

/** The PSR-7 request of a connection. */
final class HttpRequest
{
    /** Of guzzlehttp/psr7, if it is there. */
    public static function of(Request $request): RequestInterface
    {
        $headers = [];
        foreach ($request->headers() as $name => $value) {
            $headers[ucwords($name, '-')] = $value;
        }
        return class_exists(GuzzleRequest::class)
            ? new GuzzleRequest($request->method, self::uri($request), $headers)
            : new PsrRequest($request->method, new PsrUri(self::uri($request)), $headers);
    }

    /** What the placeholders of the route matched comes in the query, and wins over what the client writes there. */
    private static function uri(Request $request): string
    {
        $uri = ($request->secure ? 'https://' : 'http://') . ($request->header('host') ?? '') . $request->uri;
        $params = array_diff_key($request->params, [Endpoint::REST => 1]);
        if ($params === []) {
            return $uri;
        }
        return explode('?', $uri, 2)[0] . '?' . http_build_query($params + $request->query);
    }
}

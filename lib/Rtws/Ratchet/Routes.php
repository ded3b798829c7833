<?php

namespace Rtws\Ratchet;

/** What stands in for the route collection of App::$routes: it can be counted. */
final class Routes implements \Countable
{
    public function __construct(private Service $service)
    {
    }

    public function count(): int
    {
        return count($this->service->endpoints());
    }

    public function __call($name, $arguments)
    {
        throw new NotSupported("App::\$routes->$name() is not supported: App::route() adds routes");
    }
}

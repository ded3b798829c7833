--TEST--
trusted_proxies, proxy_protocol and limits of an address: what cannot be meant is refused by name
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach (['', [], 'example.org', '10.0.0.1/8', '10.0.0.0/33', ['::1', '::1/129'], ['10.0.0.0/8', 7], true, '*', "1.2.3.4\0"] as $proxies) {
    attempt(fn () => new RtServer(options: ['trusted_proxies' => $proxies]));
}
attempt(fn () => new RtServer(options: ['proxy_protocol' => true]));
attempt(fn () => new RtServer(options: ['proxy_protocol' => 1, 'trusted_proxies' => '::1']));
foreach ([['connections_per_ip' => -1], ['handshakes' => '5'], ['rate_per_ip' => 5], ['rate_per_ip' => [5]], ['rate_per_ip' => [0, 1]],
    ['rate_per_ip' => [1, 0]], ['rate_per_ip' => [1, 2, 3]], ['rate_per_ip' => ['a' => 1, 'b' => 1]], ['rate_per_ip' => [1.5, 1]],
    ['rate_per_ip' => [1, 86401]], ['rate_per_ip' => null], ['conections_per_ip' => 1]] as $limits) {
    attempt(fn () => new RtServer(options: ['limits' => $limits]));
}
attempt(fn () => new RtServer(options: ['trusted_proxies' => 'unix', 'proxy_protocol' => true]));
attempt(fn () => new RtServer(options: ['trusted_proxies' => ['10.0.0.0/8', '::1', 'fd00::/8', '192.0.2.1', 'unix'], 'proxy_protocol' => false,
    'limits' => ['connections_per_ip' => 0, 'handshakes' => 0, 'rate_per_ip' => [1000000, 0.05]]]));
?>
--EXPECT--
Rtws\InvalidOption: Option "trusted_proxies" must be a string or a list of strings, "" given
Rtws\InvalidOption: Option "trusted_proxies" must be a string or a list of strings, array given
Rtws\InvalidOption: Option "trusted_proxies": "example.org" is no IPv4 or IPv6 address, no range like 10.0.0.0/8, and not "unix"
Rtws\InvalidOption: Option "trusted_proxies": "10.0.0.1/8" has bits set beyond its prefix; name the first address of the range
Rtws\InvalidOption: Option "trusted_proxies": "10.0.0.0/33" has a prefix that is not 0 to 32 bits
Rtws\InvalidOption: Option "trusted_proxies": "::1/129" has a prefix that is not 0 to 128 bits (96 to 128 for IPv4 in IPv6)
Rtws\InvalidOption: Option "trusted_proxies" must be a string or a list of strings, array given
Rtws\InvalidOption: Option "trusted_proxies" must be a string or a list of strings, bool given
Rtws\InvalidOption: Option "trusted_proxies": "*" is no IPv4 or IPv6 address, no range like 10.0.0.0/8, and not "unix"
Rtws\InvalidOption: Option "trusted_proxies" must be a string or a list of strings, "1.2.3.4" given
Rtws\InvalidOption: Option "proxy_protocol" needs "trusted_proxies": the addresses of the proxies that send its header
Rtws\InvalidOption: Option "proxy_protocol" must be a bool, 1 given
Rtws\InvalidOption: Option "limits.connections_per_ip" must be an int between 0 and 100000000, -1 given
Rtws\InvalidOption: Option "limits.handshakes" must be an int between 0 and 100000000, "5" given
Rtws\InvalidOption: Option "limits.rate_per_ip" must be [count, seconds], 5 given
Rtws\InvalidOption: Option "limits.rate_per_ip" must be [count, seconds], array given
Rtws\InvalidOption: Option "limits.rate_per_ip[0]" must be an int between 1 and 1000000, 0 given
Rtws\InvalidOption: Option "limits.rate_per_ip[1]" must be a number of seconds between 0.05 and 86400, 0 given
Rtws\InvalidOption: Option "limits.rate_per_ip" must be [count, seconds], array given
Rtws\InvalidOption: Option "limits.rate_per_ip" must be [count, seconds], array given
Rtws\InvalidOption: Option "limits.rate_per_ip[0]" must be an int between 1 and 1000000, 1.5 given
Rtws\InvalidOption: Option "limits.rate_per_ip[1]" must be a number of seconds between 0.05 and 86400, 86401 given
Rtws\InvalidOption: Option "limits.rate_per_ip" must be [count, seconds], null given
Rtws\InvalidOption: Unknown option "limits.conections_per_ip", did you mean "limits.connections_per_ip"?
Rtws\RtServer
Rtws\RtServer

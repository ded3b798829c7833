<?php
// What nginx needs in front of several servers, which share a Redis; clients may come to any, nothing is sticky:
//
//     php examples/nginx.php 8080 8081 8082 > nginx.conf
//     RTWS_REDIS=redis://localhost RTWS_WORKERS=2 php examples/counter.php 8081 &
//     RTWS_REDIS=redis://localhost RTWS_WORKERS=2 php examples/counter.php 8082 &
//     nginx -p . -c nginx.conf
//
// The first address is nginx's own, the others are those of the servers. docs/deployment.md says what the lines are for.
[, $listen, $servers] = [array_shift($argv), array_shift($argv), $argv];
$at = fn (string $address): string => str_contains($address, ':') ? $address : "127.0.0.1:$address";
foreach ([$listen ?? '', ...$servers ?: ['']] as $address) {
    if (!preg_match('/^[\w.\[\]:-]+$/D', $address)) {
        fwrite(STDERR, "usage: php examples/nginx.php [host:]port [host:]port...\nthe address of nginx, then those of the servers\n");
        exit(1);
    }
}
$upstream = implode("\n", array_map(fn ($address) => "        server {$at($address)};", $servers));
$temporary = implode("\n", array_map(fn ($of) => "    {$of}_temp_path nginx-$of;", ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']));

echo <<<CONF
daemon off;
pid nginx.pid;
events {
    worker_connections 1024;
}
http {
    access_log off;
$temporary

    map \$http_upgrade \$connection_upgrade {
        default upgrade;
        ""      "";
    }

    upstream rtws {
$upstream
        keepalive 16;
    }

    server {
        listen {$at($listen)};

        location / {
            proxy_pass http://rtws;
            proxy_http_version 1.1;
            proxy_set_header Host \$http_host;
            proxy_set_header Upgrade \$http_upgrade;
            proxy_set_header Connection \$connection_upgrade;
            proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto \$scheme;
            proxy_read_timeout 75s;
            proxy_buffering off;
        }
    }
}

CONF;

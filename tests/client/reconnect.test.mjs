// What happens when the connection does not hold.
import { assert, becomes, client, event, opened, rejects, Rtws, Server, sleep, test, Way, WebSocket } from './inc/test.mjs';

const HISTORY = '$server->channels(options: ["publish" => true, "history" => [5000, 60.0]]);';
const numbers = (count) => Array.from({ length: count }, (_, i) => i + 1);

/** Publishes 1, 2, 3 ... until it is told to end; the promise it then returns is of how many it were. */
function traffic(rtws, channel) {
  let count = 0;
  let isOver = false;
  const done = (async () => {
    while (!isOver) {
      await rtws.publish(channel, ++count);
      await sleep(1);
    }
    return count;
  })();
  return () => {
    isOver = true;
    return done;
  };
}

test('connections cut again and again during traffic: every message once, in order, on both sides', async (use) => {
  const server = use(await Server.start(HISTORY));
  const [here, there] = [use(await Way.to(server.port)), use(await Way.to(server.port))];
  const a = use(client(here.url));
  const b = use(client(there.url));
  const got = [];
  let gaps = 0;
  const news = b.subscribe('news', (data) => got.push(data));
  news.on('gap', () => gaps++);
  await event(news, 'subscribed');
  const end = traffic(a, 'news');
  for (let i = 0; i < 12; i++) {
    await sleep(60 + 10 * i);
    (i % 3 === 2 ? here : there).cut();
    if (i % 4 === 3) {
      here.cut();
    }
  }
  const count = await end();
  await becomes(() => got.at(-1), count);
  assert.deepEqual(got, numbers(count));
  assert.equal(gaps, 0);
  assert.ok(there.connections > 5 && here.connections > 3, 'there were reconnects');
});

test('publications whose answers are lost are repeated, and still made only once', async (use) => {
  const server = use(await Server.start(HISTORY));
  const way = use(await Way.to(server.port));
  const [a, b] = [use(client(way.url)), use(client(server.url))];
  const got = [];
  await event(b.subscribe('news', (data) => got.push(data)), 'subscribed');
  await opened(a);
  for (let i = 1; i <= 10; i++) {
    way.mute();
    const published = a.publish('news', i);
    await becomes(() => got.length, i); // it is there, the answer is not
    way.cut();
    assert.equal((await published).duplicate, true);
  }
  assert.deepEqual(got, numbers(10));
});

test('what one published with echo: false does not come back with the replay', async (use) => {
  const server = use(await Server.start(HISTORY));
  const way = use(await Way.to(server.port));
  const [a, b] = [use(client(way.url)), use(client(server.url))];
  const [mine, theirs] = [[], []];
  await event(a.subscribe('news', (data) => mine.push(data)), 'subscribed');
  await event(b.subscribe('news', (data) => theirs.push(data)), 'subscribed');
  await a.publish('news', 'answered', { echo: false });
  way.mute();
  const unanswered = a.publish('news', 'unanswered', { echo: false });
  await becomes(() => theirs.length, 2);
  way.cut();
  await b.publish('news', 'from b');
  await unanswered;
  await becomes(() => mine, ['from b']);
  await b.publish('news', 'end');
  await becomes(() => mine, ['from b', 'end']);
  assert.deepEqual(theirs, ['answered', 'unanswered', 'from b', 'end']);
});

test('a server that is killed and restarted on the same port: a gap where messages are gone, then all goes on', async (use) => {
  const server = use(await Server.start(HISTORY));
  const [a, b] = [use(client(server.url)), use(client(server.url))];
  const [got, events] = [[], []];
  const news = b.subscribe('news', (data) => got.push(data));
  news.on('gap', () => events.push('gap'));
  const room = b.join('room', { id: 'b' });
  const other = a.join('room', { id: 'a' });
  for (const name of ['join', 'leave']) {
    room.on(name, ({ id }) => events.push(`${name} ${id}`));
  }
  await event(room, 'state');
  await becomes(() => room.members.size, 2);
  events.length = 0;
  const end = traffic(a, 'news');
  await becomes(() => got.length > 20, true);
  for (const signal of ['SIGKILL', 'SIGTERM']) {
    events.length = 0;
    const closed = event(b, 'close');
    await server.end(signal);
    assert.equal((await closed)[0].code, signal === 'SIGKILL' ? 1006 : 1001);
    const gap = event(news, 'gap');
    await server.run();
    await gap;
    await becomes(() => [room.members.size, other.members.size], [2, 2]);
    const before = got.length;
    await becomes(() => got.length > before + 20, true);
    assert.equal(events.filter((name) => name === 'gap').length, 1);
  }
  const count = await end();
  await becomes(() => got.at(-1), count);
  assert.deepEqual([...new Set(got)].sort((x, y) => x - y).at(-1), count);
});

test('without history a reconnect is a gap; the first connect is none', async (use) => {
  const server = use(await Server.start());
  const way = use(await Way.to(server.port));
  const a = use(client(way.url));
  const news = a.subscribe('news');
  let gaps = 0;
  news.on('gap', () => gaps++);
  await event(news, 'subscribed');
  await a.publish('news', 1);
  assert.equal(gaps, 0);
  way.cut();
  await event(news, 'subscribed');
  await becomes(() => gaps, 1);
});

test('who may only join hears of a gap as well', async (use) => {
  const server = use(await Server.start('$server->channels(options: ["publish" => true, "subscribe" => false]);'));
  const way = use(await Way.to(server.port));
  const a = use(client(way.url));
  const room = a.join('room', { id: 1 });
  await event(room, 'state');
  way.cut();
  await event(room, 'gap');
  const got = [];
  room.on('message', (data) => got.push(data));
  await a.publish('room', 1);
  assert.deepEqual(got, [1]);
});

test('a room comes back with its members, and with what was said meanwhile', async (use) => {
  const server = use(await Server.start(HISTORY));
  const way = use(await Way.to(server.port));
  const [a, b] = [use(client(way.url)), use(client(server.url))];
  const got = [];
  const room = a.join('room', { id: 'a' });
  room.on('message', (data) => got.push(data));
  const other = b.join('room', { id: 'b' });
  await event(other, 'state');
  await becomes(() => room.members.size, 2);
  way.close();
  await becomes(() => other.members.size, 1);
  other.leave();
  b.join('room', { id: 'c' });
  await b.publish('room', 'meanwhile');
  way.open();
  await event(room, 'state');
  assert.deepEqual([...room.members.keys()].sort(), ['a', 'c']);
  await becomes(() => got, ['meanwhile']);
});

test('what is published without a connection is sent in order when there is one', async (use) => {
  const server = use(await Server.start(HISTORY));
  const way = use(await Way.to(server.port));
  const [a, b] = [use(client(way.url)), use(client(server.url))];
  const got = [];
  await event(b.subscribe('news', (data) => got.push(data)), 'subscribed');
  await opened(a);
  way.close();
  await event(a, 'close');
  const value = { n: 1 };
  const published = [a.publish('news', value), a.publish('news', 2), a.publish('news', 3)];
  value.n = 'changed since';
  const count = a.presence('news');
  await sleep(100);
  way.open();
  await Promise.all(published);
  assert.equal((await count).total, 0);
  assert.deepEqual(got, [{ n: 1 }, 2, 3]);
});

test('the queue is bounded, in number and time', async (use) => {
  const a = use(client('ws://127.0.0.1:9/channels', { queue: { size: 2, time: 0.2 } }));
  const waiting = [a.publish('news', 1), a.history('news')];
  await rejects(a.publish('news', 3), 'QUEUE_FULL');
  const begin = Date.now();
  await Promise.all(waiting.map((promise) => rejects(promise, 'TIMEOUT')));
  assert.ok(Date.now() - begin < 5000);
  const last = a.publish('news', 4);
  a.close();
  await rejects(last, 'CLOSED');
});

test('a request without an answer is rejected, and the connection stays', async (use) => {
  const server = use(await Server.start(`$server->channels(authorize: function ($c, $action, $channel) {
    Rtws\\delay($channel === "slow" ? 0.5 : 0.0);
    return true;
  });
  $server->every(0.05, fn () => $server->publish("tick", 1));`));
  const a = use(client(server.url, { timeout: 0.2 }));
  await event(a.subscribe('tick'), 'subscribed'); // there is life
  let closed = 0;
  a.on('close', () => closed++);
  const error = await rejects(a.publish('slow', 1), 'TIMEOUT');
  assert.ok(error instanceof Rtws.RtwsError);
  const slow = a.subscribe('slow'); // is repeated until it is answered
  await event(slow, 'subscribed');
  assert.equal(closed, 0);
});

test('a connection that has died in silence is found out, and nothing is lost', async (use) => {
  const server = use(await Server.start(HISTORY));
  const way = use(await Way.to(server.port));
  const [a, b] = [use(client(way.url, { ping: 0.2, timeout: 0.3 })), use(client(server.url))];
  const got = [];
  await event(a.subscribe('news', (data) => got.push(data)), 'subscribed');
  way.stall();
  await b.publish('news', 1);
  const [{ code, reason }] = await event(a, 'close');
  assert.deepEqual([code, reason], [1006, 'no sign of life']);
  await becomes(() => got, [1]);
});

test('an answer that does not come makes it ask for a sign of life, without regular pings, too', async (use) => {
  const server = use(await Server.start(HISTORY));
  const way = use(await Way.to(server.port));
  const a = use(client(way.url, { ping: 0, timeout: 0.3 }));
  await event(a, 'open');
  way.stall();
  const { duplicate } = await a.publish('news', 1);
  assert.equal(duplicate, false);
  assert.equal(way.connections, 2);
});

test('pings keep a quiet connection, whose server stops and goes on in time', async (use) => {
  const server = use(await Server.start());
  const a = use(client(server.url, { ping: 0.1, timeout: 2 }));
  let closed = 0;
  a.on('close', () => closed++);
  await event(a, 'open');
  server.signal('SIGSTOP');
  await sleep(700);
  server.signal('SIGCONT');
  await sleep(700);
  assert.equal(closed, 0);
  assert.equal((await a.publish('news', 1)).duplicate, false);
});

test('a stopped server is left, tried again, and found when it goes on', async (use) => {
  const server = use(await Server.start(HISTORY));
  const a = use(client(server.url, { ping: 0.1, timeout: 0.3 }));
  const got = [];
  const states = [];
  await event(a.subscribe('news', (data) => got.push(data)), 'subscribed');
  a.on('state', (state) => states.push(state));
  server.signal('SIGSTOP');
  await event(a, 'close');
  const published = a.publish('news', 1);
  await becomes(() => states.filter((state) => state === 'connecting').length > 2, true);
  assert.ok(!states.includes('open'), 'an attempt is given up after its time');
  server.signal('SIGCONT');
  await published;
  await becomes(() => got, [1]);
});

test('attempts are made at growing random intervals, up to the maximum', async (use) => {
  const { random } = Math;
  const times = [];
  try {
    Math.random = () => 0.999;
    const a = use(client('ws://127.0.0.1:9/channels', { backoff: { min: 0.04, max: 0.32, factor: 2 } }));
    a.on('state', (state) => state === 'waiting' && times.push(-performance.now()));
    a.on('state', (state) => state === 'connecting' && times.push(times.pop() + performance.now()));
    await becomes(() => times.length, 7);
    const waits = times.slice(1, 6); // timers go by a clock that stood still while all this was loaded
    [80, 160, 320, 320, 320].forEach((wait, i) => assert.ok(waits[i] >= wait - 20 && waits[i] < wait + 400, `${waits}`));
    Math.random = () => 0;
    await becomes(() => times.length > 20, true);
    assert.ok(times.slice(9, 19).every((wait) => wait < 300), `${times}`);
  } finally {
    Math.random = random;
  }
});

test('connect() does not wait for the next attempt', async (use) => {
  const server = use(await Server.start());
  const way = use(await Way.to(server.port));
  way.close();
  const a = use(client(way.url, { backoff: { min: 1000, max: 1000 } }));
  const [error] = await event(a, 'error');
  assert.equal(error.code, 'CONNECT');
  assert.equal(a.state, 'waiting');
  way.open();
  a.connect();
  await event(a, 'open');
});

test('a function is asked for the URL before each attempt', async (use) => {
  const server = use(await Server.start(`$server->channels(options: ["publish" => true,
    "handshake" => fn ($request) => in_array($request->query["token"], ["1", "4"], true)]);`));
  const way = use(await Way.to(server.port));
  let count = 0;
  const errors = [];
  const a = use(client(async () => {
    if (++count === 2) {
      throw new Error('no token');
    }
    return `${way.url}?token=${count}`;
  }));
  a.on('error', ({ message }) => errors.push(message));
  await event(a, 'open');
  way.cut();
  await event(a, 'open');
  assert.equal(count, 4);
  assert.match(errors[0], /no token/);
  assert.equal(errors.length, 2);
});

test('a URL that is none throws, as does a missing WebSocket class', () => {
  assert.throws(() => new Rtws('/channels', { WebSocket }), TypeError); // relative to what?
  assert.throws(() => new Rtws('ws://localhost', { WebSocket: null }), /WebSocket/);
});

test('a message larger than the server takes is rejected and not repeated, the others are', async (use) => {
  const server = use(await Server.start('$server->channels(options: ["publish" => true, "history" => 100, "message" => 10000]);'));
  const a = use(client(server.url));
  const got = [];
  await event(a.subscribe('news', (data) => got.push(data.length)), 'subscribed');
  const closes = [];
  a.on('close', ({ code }) => closes.push(code));
  const all = [10, 20_000, 30, 30_000, 40].map((length) => a.publish('news', 'x'.repeat(length)));
  await Promise.all([...[1, 3].map((i) => rejects(all[i], 'TOO_LARGE')), all[0], all[2], all[4]]);
  await becomes(() => got, [10, 30, 40]);
  assert.deepEqual(closes, [1009, 1009]);
});

test('three clients on connections that are cut, muted and stalled at random: everything once, in one order', async (use) => {
  const server = use(await Server.start(HISTORY));
  const ways = await Promise.all([0, 1, 2].map(() => Way.to(server.port)));
  ways.forEach(use);
  const clients = ways.map((way) => use(client(way.url, { ping: 0.3, timeout: 0.5 })));
  const got = clients.map(() => []);
  const expected = clients.map(() => []);
  let gaps = 0;
  await Promise.all(clients.map((rtws, i) => {
    const news = rtws.subscribe('news', (data) => got[i].push(data));
    news.on('gap', () => gaps++);
    return event(news, 'subscribed');
  }));
  const published = [];
  for (let n = 0; n < 1000; n++) {
    const from = n % 3;
    const echo = n % 2 === 0;
    published.push(clients[from].publish('news', n, { echo }));
    expected.forEach((values, i) => (i !== from || echo) && values.push(n));
    if (n % 25 === 24) {
      ways[Math.floor(Math.random() * 3)][['cut', 'mute', 'stall'][Math.floor(Math.random() * 3)]]();
    }
    await sleep(3);
  }
  await Promise.all(published);
  const sorted = (values) => [...values].sort((x, y) => x - y);
  await becomes(() => got.map(sorted), expected);
  const common = (values) => values.filter((n) => n % 2 === 0);
  assert.deepEqual(common(got[1]), common(got[0]));
  assert.deepEqual(common(got[2]), common(got[0]));
  for (const from of [0, 1, 2]) {
    const own = got[(from + 1) % 3].filter((n) => n % 3 === from);
    assert.deepEqual(own, sorted(own));
  }
  assert.equal(gaps, 0);
});

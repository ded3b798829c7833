// What clients do in channels, on a connection that holds.
import { assert, becomes, client, event, rejects, Server, sleep, test } from './inc/test.mjs';

const HISTORY = '$server->channels(options: ["publish" => true, "history" => [100, 60.0]]);';

test('two clients: what one publishes, both get, with event, time and position', async (use) => {
  const server = use(await Server.start(HISTORY));
  const [a, b] = [use(client(server.url)), use(client(server.url))];
  const got = { a: [], b: [] };
  const news = a.subscribe('news', (data, message) => got.a.push([data, message]));
  b.subscribe('news', (data, message) => got.b.push([data, message]));
  await Promise.all([event(a, 'open'), event(b, 'open')]);
  const values = [{ any: 'json' }, [1, 'ü€👋'], 'text', 1.5, true, null, ''];
  for (const value of values) {
    const { position, duplicate } = await news.publish(value, { event: 'chat' });
    assert.equal(typeof position, 'string');
    assert.equal(duplicate, false);
  }
  await becomes(() => got.b.map(([data]) => data), values);
  await becomes(() => got.a.map(([data]) => data), values);
  const [data, message] = got.b[0];
  assert.equal(message.data, data);
  assert.equal(message.event, 'chat');
  assert.ok(Math.abs(message.timestamp - Date.now() / 1000) < 10);
  assert.equal(typeof message.position, 'string');
});

test('a subscription made before the connection is open is there before what is published', async (use) => {
  const server = use(await Server.start());
  const a = use(client(server.url));
  const got = [];
  assert.equal(a.state, 'connecting');
  a.subscribe('news', (data) => got.push(data));
  await Promise.all([1, 2, 3].map((n) => a.publish('news', n)));
  assert.deepEqual(got, [1, 2, 3]);
});

test('one subscription on the wire, each handle with its listeners, until the last has unsubscribed', async (use) => {
  const server = use(await Server.start(`${HISTORY}
    $server->http("GET", "/count", fn () => [count($server->channel("news"))]);`));
  const count = async () => (await (await fetch(server.url.replace(/^ws/, 'http').replace('channels', 'count'))).json())[0];
  const a = use(client(server.url));
  const got = [];
  const one = a.subscribe('news', () => got.push('one'));
  await event(one, 'subscribed');
  const two = a.subscribe('news', () => got.push('two'));
  const [at] = await event(two, 'subscribed');
  assert.equal(typeof at.position, 'string');
  assert.equal(await count(), 1);
  await a.publish('news', 1);
  assert.deepEqual(got, ['one', 'two']);
  one.unsubscribe();
  one.unsubscribe();
  await a.publish('news', 2);
  assert.deepEqual(got, ['one', 'two', 'two']);
  two.unsubscribe();
  await a.publish('news', 3);
  assert.deepEqual(got, ['one', 'two', 'two']);
  assert.equal(await count(), 0);
});

test('unsubscribing and subscribing at once: what was under way for the old subscription is not for the new one', async (use) => {
  const server = use(await Server.start());
  const [a, b] = [use(client(server.url)), use(client(server.url))];
  let view = a.subscribe('news');
  await event(view, 'subscribed');
  for (let round = 0; round < 20; round++) {
    const order = [];
    await Promise.all(Array.from({ length: 20 }, (_, i) => {
      if (i === 10) {
        view.unsubscribe();
        view = a.subscribe('news', () => order.push('message'));
        view.on('subscribed', () => order.push('subscribed'));
      }
      return b.publish('news', i);
    }));
    await becomes(() => order.includes('subscribed'), true);
    assert.equal(order[0], 'subscribed');
  }
});

test('echo: false is for the others only; a key is good for one publication', async (use) => {
  const server = use(await Server.start(HISTORY));
  const [a, b] = [use(client(server.url)), use(client(server.url))];
  const got = { a: [], b: [] };
  await Promise.all([event(a.subscribe('news', (data) => got.a.push(data)), 'subscribed'),
    event(b.subscribe('news', (data) => got.b.push(data)), 'subscribed')]);
  await a.publish('news', 'silent', { echo: false });
  const first = await a.publish('news', 'once', { key: 'k' });
  const second = await b.publish('news', 'twice', { key: 'k' });
  assert.deepEqual([first.duplicate, second.duplicate, second.position], [false, true, first.position]);
  await a.publish('news', 'end');
  await becomes(() => got, { a: ['once', 'end'], b: ['silent', 'once', 'end'] });
});

test('history: the newest, those after a position, and binary data', async (use) => {
  const server = use(await Server.start(`${HISTORY}
    $server->http("GET", "/binary", fn () => $server->publish("news", "\\xff\\x00\\x0a"));`));
  const a = use(client(server.url));
  const got = [];
  const news = a.subscribe('news', (data) => got.push(data));
  const first = await news.publish(1);
  await news.publish(2);
  await news.publish(3);
  const all = await news.history();
  assert.deepEqual(all.publications.map(({ data }) => data), [1, 2, 3]);
  assert.equal(all.position, all.publications[2].position);
  assert.deepEqual((await news.history({ limit: 1 })).publications.map(({ data }) => data), [3]);
  const since = await a.history('news', { since: first.position, limit: 1 });
  assert.deepEqual([since.publications[0].data, since.recovered], [2, true]);
  await fetch(server.url.replace(/^ws/, 'http').replace('channels', 'binary'));
  await becomes(() => got.at(-1), new Uint8Array([255, 0, 10]));
  assert.deepEqual((await news.history({ limit: 1 })).publications[0].data, new Uint8Array([255, 0, 10]));
});

test('since: what came after a position is delivered first; a position that is gone is a gap', async (use) => {
  const server = use(await Server.start('$server->channels(options: ["publish" => true, "history" => 3]);'));
  const a = use(client(server.url));
  const positions = [];
  for (let i = 1; i <= 5; i++) {
    positions.push((await a.publish('news', i)).position);
  }
  const got = [];
  let news = a.subscribe('news', (data) => got.push(data), { since: positions[2] });
  const [at] = await event(news, 'subscribed');
  assert.equal(at.recovered, true);
  await a.publish('news', 6);
  assert.deepEqual(got, [4, 5, 6]);
  news.unsubscribe();
  news = a.subscribe('news', (data) => got.push(data), { since: positions[0] });
  await event(news, 'gap');
  await a.publish('news', 7);
  assert.deepEqual(got, [4, 5, 6, 7]);
});

test('presence: who is there, who comes and who goes', async (use) => {
  const server = use(await Server.start());
  const [a, b, c] = [0, 1, 2].map(() => use(client(server.url)));
  const events = [];
  const ids = (room) => [...room.members.keys()].sort();
  const room = a.join('room', { id: 'u1', name: 'Al' });
  for (const name of ['join', 'leave']) {
    room.on(name, (member) => events.push([name, member]));
  }
  await event(room, 'state');
  assert.deepEqual([...room.members], [['u1', { id: 'u1', name: 'Al' }]]);
  const other = b.join('room', { id: 7 });
  const [members] = await event(other, 'state');
  assert.deepEqual([...members.keys()].sort(), ['7', 'u1']);
  await becomes(() => events, [['join', { id: 7 }]]);
  assert.deepEqual(ids(room), ['7', 'u1']);
  assert.equal(room.total, 2);
  const { members: seen, total } = await c.presence('room');
  assert.deepEqual([seen.get('u1').name, total], ['Al', 2]);
  const page = await c.presence('room', { limit: 1 });
  assert.equal(page.members.size + (await c.presence('room', { limit: 1, after: page.next })).members.size, 2);

  const got = [];
  room.on('message', (data) => got.push(data));
  await other.publish('hello');
  await becomes(() => got, ['hello']);
  other.leave();
  await becomes(() => events.at(-1), ['leave', { id: 7 }]);
  assert.deepEqual(ids(room), ['u1']);
  b.join('room', { id: 'u2' });
  await becomes(() => ids(room), ['u1', 'u2']);
  b.close();
  await becomes(() => ids(room), ['u1']);
});

test('a second tab of a member is no second member', async (use) => {
  const server = use(await Server.start());
  const [watcher, one, two] = [0, 1, 2].map(() => use(client(server.url)));
  const events = [];
  const room = watcher.join('room', { id: 'w' });
  room.on('join', ({ id }) => events.push(`+${id}`));
  room.on('leave', ({ id }) => events.push(`-${id}`));
  await event(room, 'state');
  await event(one.join('room', { id: 'u' }), 'state');
  await event(two.join('room', { id: 'u' }), 'state');
  one.close();
  await two.presence('room');
  assert.deepEqual(events, ['+u']);
  two.close();
  await becomes(() => events, ['+u', '-u']);
});

test('a room is shared, refuses another member, and leaves the subscription alone', async (use) => {
  const server = use(await Server.start());
  const a = use(client(server.url));
  const got = [];
  a.subscribe('room', (data) => got.push(data));
  const one = a.join('room', { id: 1 });
  const two = a.join('room', { id: '1' });
  await event(one, 'state');
  assert.throws(() => a.join('room', { id: 2 }), { code: 'CONFLICT' });
  one.leave();
  assert.equal((await a.presence('room')).total, 1);
  two.leave();
  assert.equal((await a.presence('room')).total, 0);
  await a.publish('room', 'still here');
  assert.deepEqual(got, ['still here']);
  const again = a.join('room', { id: 2 });
  await event(again, 'state');
  assert.deepEqual([...again.members.keys()], ['2']);
});

test('what the server refuses is rejected, or told where somebody listens', async (use) => {
  const server = use(await Server.start(`$server->channels(authorize: function ($c, $action, $channel) {
    return $channel !== "secret" && $action !== "publish" && ($channel !== "room" || $action !== "subscribe");
  });`));
  const a = use(client(server.url));
  const errors = [];
  a.on('error', (error) => errors.push([error.code, error.channel]));
  await rejects(a.publish('news', 1), 'FORBIDDEN');
  const error = await rejects(a.history('secret'), 'FORBIDDEN');
  assert.equal(error.channel, 'secret');
  assert.ok(error instanceof Error);
  a.subscribe('secret');
  await becomes(() => errors, [['FORBIDDEN', 'secret']]);
  const secret = a.subscribe('secret');
  const [refusal] = await event(secret, 'error');
  assert.equal(refusal.code, 'FORBIDDEN');
  await rejects(a.publish('', 1), 'BAD_CHANNEL');
  // who may only join gets on without a subscription, and without a complaint
  const room = a.join('room', { id: 1 });
  await event(room, 'state');
  assert.equal(room.members.size, 1);
  await sleep(50);
  assert.deepEqual(errors.filter(([, channel]) => channel === 'room'), []);
  assert.equal(a.state, 'open');
});

test('what has no JSON is not published', async (use) => {
  const server = use(await Server.start());
  const a = use(client(server.url));
  await rejects(a.publish('news', undefined), 'BAD_REQUEST');
  await assert.rejects(a.publish('news', 1n), TypeError);
  const cycle = {};
  cycle.cycle = cycle;
  await assert.rejects(a.publish('news', cycle), TypeError);
});

test('a listener that throws keeps nobody from hearing, and is reported', async (use) => {
  const server = use(await Server.start());
  const a = use(client(server.url));
  const got = [];
  const reported = [];
  const { error } = console;
  console.error = (what) => reported.push(what.message);
  try {
    const news = a.subscribe('news', () => { throw new Error('broken'); });
    const off = news.on('message', (data) => got.push(data));
    a.subscribe('news', (data) => got.push(data));
    await a.publish('news', 1);
    assert.deepEqual([got, reported], [[1, 1], ['broken']]);
    off();
    await a.publish('news', 2);
    assert.deepEqual(got, [1, 1, 2]);
  } finally {
    console.error = error;
  }
});

test('close() ends it all, connect() begins anew with the same subscriptions', async (use) => {
  const server = use(await Server.start(HISTORY));
  const [a, b] = [use(client(server.url)), use(client(server.url))];
  const states = [];
  const got = [];
  a.on('state', (state) => states.push(state));
  await event(a.subscribe('news', (data) => got.push(data)), 'subscribed');
  const closed = event(a, 'close');
  const open = a.history('news');
  a.close();
  await rejects(open, 'CLOSED');
  assert.deepEqual((await closed)[0].code, 1000);
  await rejects(a.publish('news', 0), 'CLOSED');
  await b.publish('news', 'meanwhile');
  assert.deepEqual(got, []);
  a.connect();
  await becomes(() => got, ['meanwhile']);
  assert.deepEqual(states, ['open', 'closed', 'connecting', 'open']);
});

test('deltas: what arrives is what was published, whole or as a patch', async (use) => {
  const server = use(await Server.start('$server->channels(options: ["publish" => true, "delta" => true]);'));
  const [a, b] = [use(client(server.url)), use(client(server.url))];
  const got = [];
  const state = a.subscribe('state', (data) => got.push(structuredClone(data)), { delta: true });
  await event(state, 'subscribed');
  const pad = 'x'.repeat(200);
  const values = [1, 2, 3, 4].map((n) => ({ n, pad, deep: { n: n % 2, pad } }));
  values.push({ pad }, 'text', { pad });
  for (const value of values) {
    await b.publish('state', value);
  }
  await becomes(() => got, values);
});

test('changes of presence that come together are told one by one', async (use) => {
  const server = use(await Server.start('$server->channels(options: ["batch" => 0.2]);'));
  const [a, b, c] = [1, 2, 3].map(() => use(client(server.url)));
  const room = a.join('hall', { id: 'a' });
  const told = [];
  room.on('join', (member) => told.push(`+${member.id}`));
  room.on('leave', (member) => told.push(`-${member.id}`));
  await event(room, 'state');
  const others = [b.join('hall', { id: 'b' }), c.join('hall', { id: 'c' })];
  await becomes(() => [...room.members.keys()].sort(), ['a', 'b', 'c']);
  others.forEach((other) => other.leave());
  await becomes(() => [...room.members.keys()], ['a']);
  assert.deepEqual(told.filter((one) => !one.endsWith('a')).sort(), ['+b', '+c', '-b', '-c']);
});

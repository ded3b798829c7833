// Frames that the real server sends only now and then, or not in this version: from a server that says what it is told.
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { assert, becomes, client, event, rejects, Rtws, sleep, test } from './inc/test.mjs';

const { mergePatch } = Rtws;

/** said: what clients sent. answer(frame, socket) may return what is to be sent. */
class Script {
  said = [];
  sockets = [];
  #server;

  static async of(answer = () => {}) {
    const self = new Script();
    self.#server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    self.#server.on('connection', (socket) => {
      self.sockets.push(socket);
      socket.on('message', (text) => {
        const frame = JSON.parse(text);
        self.said.push(frame);
        [answer(frame, socket, self) ?? []].flat().forEach((reply) => socket.send(JSON.stringify(reply)));
      });
    });
    await once(self.#server, 'listening');
    return self;
  }

  get url() {
    return `ws://127.0.0.1:${this.#server.address().port}`;
  }

  say(frame) {
    this.sockets.at(-1).send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  end() {
    this.sockets.forEach((socket) => socket.terminate());
    this.#server.close();
  }
}

/** As a decent server. */
const usual = ({ action, channel, id, member }) => ({
  subscribe: { type: 'subscribed', channel, id },
  publish: { type: 'published', channel, id },
  join: { type: 'presence_state', channel, id, members: { [member?.id]: member } },
}[action]);

test('JSON merge patches: the examples of RFC 7396', () => {
  const examples = [
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'], ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'], ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'], ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'], ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'], ['{"a":"b"}', '["c"]', '["c"]'], ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'], ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'], ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ];
  for (const [target, patch, expected] of examples) {
    assert.equal(JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch))), expected);
  }
});

test('a patch changes neither what it is applied to, nor any prototype', () => {
  const target = Object.freeze({ a: Object.freeze({ b: 1 }), c: 2 });
  assert.deepEqual(mergePatch(target, { a: { b: 2 }, d: 3 }), { a: { b: 2 }, c: 2, d: 3 });
  const result = mergePatch(JSON.parse('{"__proto__":{"x":1}}'), JSON.parse('{"__proto__":{"polluted":true}}'));
  assert.equal(JSON.stringify(result), '{"__proto__":{"x":1,"polluted":true}}');
  assert.equal(Object.getPrototypeOf(result), Object.prototype);
  assert.equal({}.polluted, undefined);
});

test('delta: patches are applied to the message before, whatever a listener did with it; without a base it is a gap', async (use) => {
  const script = use(await Script.of(usual));
  const a = use(client(script.url));
  const got = [];
  const prices = a.subscribe('prices', (data, message) => {
    assert.ok(!('patch' in message));
    assert.equal(message.data, data);
    got.push(JSON.stringify(data));
    if (data !== null && typeof data === 'object') {
      data.a = 'spoiled';
    }
  }, { delta: true });
  let gaps = 0;
  prices.on('gap', () => gaps++);
  await event(prices, 'subscribed');
  assert.equal(script.said[0].delta, true);
  for (const part of [{ patch: { a: 0 } }, { data: { a: 1, b: { c: 1 } } }, { patch: { b: { c: 2, d: 3 } } }, { patch: { a: null } },
    { patch: 5 }, { data: 'AQI=', encoding: 'base64' }, { data: { z: 1 } }, { patch: { z: 2 } }]) {
    script.say({ type: 'message', channel: 'prices', timestamp: 1, ...part });
  }
  await becomes(() => got.length, 7);
  assert.deepEqual(got, ['{"a":1,"b":{"c":1}}', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"c":2,"d":3}}', '5', '{"0":1,"1":2}', '{"z":1}', '{"z":2}']);
  assert.equal(gaps, 1);
});

test('gap: the server was cut off from others, and tells the views of the channel', async (use) => {
  const script = use(await Script.of(usual));
  const a = use(client(script.url));
  const news = a.subscribe('news', () => {});
  let gaps = 0;
  news.on('gap', () => gaps++);
  await event(news, 'subscribed');
  script.say({ type: 'gap', channel: 'other' });
  script.say({ type: 'gap', channel: 'news' });
  await becomes(() => gaps, 1);
});

test('members_changed, partial lists, and a list the server sends by itself', async (use) => {
  const script = use(await Script.of((frame) => (frame.action === 'join'
    ? { type: 'presence_state', channel: 'room', id: frame.id, members: { u1: { id: 'u1' }, u2: { id: 'u2' } }, total: 10, next: 'u2' }
    : usual(frame))));
  const a = use(client(script.url));
  const events = [];
  const room = a.join('room', { id: 'u1' });
  for (const name of ['join', 'leave']) {
    room.on(name, ({ id }) => events.push(name + id));
  }
  await event(room, 'state');
  assert.deepEqual([room.members.size, room.total], [2, 10]);
  script.say({ type: 'members_changed', channel: 'room', joined: [{ id: 'u3' }, { id: 4 }], left: [{ id: 'u2' }] });
  await becomes(() => events, ['leaveu2', 'joinu3', 'join4']);
  assert.deepEqual([[...room.members.keys()], room.total], [['u1', 'u3', '4'], 11]);
  script.say({ type: 'presence_state', channel: 'room', members: { u1: { id: 'u1', name: 'x' } } });
  await event(room, 'state');
  assert.deepEqual([room.members.get('u1').name, room.total], ['x', 1]);
});

test('a ping of the server is answered; what is unknown, malformed or for nobody is ignored', async (use) => {
  const script = use(await Script.of(usual));
  const a = use(client(script.url));
  const got = [];
  const errors = [];
  a.on('error', ({ code }) => errors.push(code));
  await event(a.subscribe('news', (data) => got.push(data)), 'subscribed');
  for (const frame of ['', 'no JSON', 'null', '[]', '7', '{}', '{"type":"surprise","channel":"news"}', '{"type":"message","channel":"other","data":1}',
    '{"type":"member_joined","channel":"news","member":{"id":1}}', '{"type":"published","channel":"news","id":99}', '{"type":"message"}',
    { type: 'error', code: 'INTERNAL', message: 'x' }, { type: 'ping' }, { type: 'message', channel: 'news', data: 1, new: true }]) {
    script.say(frame);
  }
  await becomes(() => got, [1]);
  await becomes(() => script.said.at(-1), { type: 'pong' });
  assert.deepEqual(errors, ['INTERNAL']);
  assert.equal(a.state, 'open');
});

for (const code of [1008, 1013]) {
  test(`${code}: the next attempt is a long time away`, async (use) => {
    const script = use(await Script.of(usual));
    const a = use(client(script.url, { backoff: { min: 0.001, max: 0.8 } }));
    await event(a, 'open');
    const begin = Date.now();
    script.sockets[0].close(code, 'later');
    assert.deepEqual(await event(a, 'close'), [{ code, reason: 'later' }]);
    assert.equal(a.state, 'waiting');
    await event(a, 'open');
    assert.ok(Date.now() - begin >= 390);
  });
}

test('a server that ends each connection at once is not asked at full speed', async (use) => {
  const script = use(await Script.of(usual));
  const a = use(client(script.url, { backoff: { min: 0.02, max: 30 } }));
  const { random } = Math;
  Math.random = () => 0.9;
  try {
    a.on('open', () => script.sockets.at(-1).close(1000));
    await sleep(1000);
    assert.ok(script.sockets.length > 3 && script.sockets.length <= 7, `${script.sockets.length} attempts`);
  } finally {
    Math.random = random;
  }
});

test('RATE_LIMITED: a request that was not looked at says so, a subscription is tried again', async (use) => {
  let count = 0;
  const limited = { type: 'error', code: 'RATE_LIMITED', message: 'Too many messages. Please slow down.' };
  const script = use(await Script.of((frame) => (frame.action && ++count <= 2 ? limited : frame.type === 'ping' ? { type: 'pong' } : usual(frame))));
  const a = use(client(script.url, { timeout: 0.2 }));
  const news = a.subscribe('news');
  const refused = rejects(a.publish('news', 1), 'RATE_LIMITED');
  await event(news, 'subscribed');
  await refused;
  await a.publish('news', 2);
  assert.equal(script.sockets.length, 1);
});

test('UNAVAILABLE: a subscription is tried again, but not for who has unsubscribed', async (use) => {
  let isThere = false;
  const script = use(await Script.of((frame) => (isThere || frame.action === 'unsubscribe' ? usual(frame)
    : { type: 'error', code: 'UNAVAILABLE', message: 'Not now.', id: frame.id, channel: frame.channel })));
  const a = use(client(script.url, { timeout: 0.1 }));
  await rejects(a.publish('news', 1), 'UNAVAILABLE');
  const [news, other] = [a.subscribe('news'), a.subscribe('other')];
  await becomes(() => script.said.filter(({ action }) => action === 'subscribe').length >= 2, true);
  other.unsubscribe();
  isThere = true;
  await event(news, 'subscribed');
  await sleep(250);
  assert.equal(script.said.filter(({ channel, action }) => channel === 'other' && action === 'subscribe').length, 1);
});

// The client in a real browser: RTWS_PHP is how PHP is run, CHROMIUM the browser.
import { chromium } from 'playwright-core';
import { assert, becomes, client, Server, sleep, Way } from './inc/test.mjs';
import { ROOT } from './inc/server.mjs';

const LIMIT_MS = 120_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const CODE = `$server->channels(options: ["publish" => true, "history" => [5000, 60.0], "origins" => "*"])
  ->files("/client", ${JSON.stringify(`${ROOT}/client`)})
  ->http("GET", "/", fn () => "<!doctype html><title>client</title>");`;
const OPTIONS = { backoff: { min: 0.05, max: 0.3 } };

let passed = 0;
let failed = 0;

async function test(name, body) {
  const things = [];
  try {
    await body((thing) => {
      things.unshift(thing);
      return thing;
    });
    passed++;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${String(error.stack ?? error).replace(/^/gm, '        ')}`);
  }
  for (const thing of things) {
    await (thing.end ?? thing.close).call(thing);
  }
}

/** A page with the client: got are the messages of "news", log what else happened. */
async function open(context, server, options = {}, url = '/channels') {
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.port}/`);
  await begin(page, options, url);
  return page;
}

async function begin(page, options = {}, url = '/channels') {
  await page.addScriptTag({ url: '/client/rtws.js' });
  await page.evaluate(([address, all]) => {
    window.rtws = new Rtws(address, all);
    window.got = [];
    window.log = [];
    window.news = rtws.subscribe('news', (data) => got.push(data));
    news.on('gap', () => log.push('gap'));
    rtws.on('state', (state) => log.push(state));
  }, [url, { ...OPTIONS, ...options }]);
  await becomes(() => page.evaluate('rtws.state'), 'open');
}

const got = (page) => page.evaluate('got');
const log = (page) => page.evaluate('log');
const say = (page, data) => page.evaluate((value) => news.publish(value), data);

async function run(browser) {
  const newContext = async (use) => use(await browser.newContext());

  await test('as a plain script: two pages, a relative URL', async (use) => {
    const server = use(await Server.start(CODE));
    const context = await newContext(use);
    const [a, b] = [await open(context, server), await open(context, server)];
    await say(a, { text: 'Grüße' });
    await becomes(() => got(b), [{ text: 'Grüße' }]);
    await becomes(() => got(a), [{ text: 'Grüße' }]);
  });

  await test('as a module', async (use) => {
    const server = use(await Server.start(CODE));
    const page = await (await newContext(use)).newPage();
    await page.goto(`http://127.0.0.1:${server.port}/`);
    const answer = await page.evaluate(async () => {
      const { default: Rtws, RtwsError } = await import('/client/rtws.mjs');
      const rtws = new Rtws('/channels');
      const seen = await new Promise((done) => {
        rtws.subscribe('news', done);
        rtws.publish('news', 'hello');
      });
      const code = await rtws.publish('', 1).catch((error) => error instanceof RtwsError && error.code);
      return [seen, code, typeof window.Rtws];
    });
    assert.deepEqual(answer, ['hello', 'BAD_CHANNEL', 'undefined']);
  });

  for (const signal of ['SIGKILL', 'SIGTERM']) {
    await test(`${signal} and a restart: a gap, and it goes on; what was published meanwhile is sent`, async (use) => {
      const server = use(await Server.start(CODE));
      const page = await open(await newContext(use), server);
      await say(page, 1);
      await server.end(signal);
      await becomes(() => page.evaluate('["waiting", "connecting"].includes(rtws.state)'), true);
      await page.evaluate(() => { window.sent = news.publish(2); });
      await server.run();
      assert.equal((await page.evaluate('sent')).duplicate, false);
      await becomes(() => got(page), [1, 2]);
      assert.equal((await log(page)).filter((entry) => entry === 'gap').length, 1);
    });
  }

  await test('offline and online: back at once, with what was missed', async (use) => {
    const server = use(await Server.start(CODE));
    const way = use(await Way.to(server.port));
    const context = await newContext(use);
    const page = await open(context, server, { backoff: { min: 1000, max: 1000 } }, way.url);
    const other = await open(await newContext(use), server);
    await context.setOffline(true);
    way.close(); // emulation leaves a WebSocket that is open alone
    await becomes(() => page.evaluate('rtws.state'), 'waiting');
    await say(other, 'missed');
    way.open();
    await sleep(300);
    assert.equal(await page.evaluate('rtws.state'), 'waiting'); // for minutes
    await context.setOffline(false);
    await becomes(() => got(page), ['missed']);
    assert.deepEqual(await log(page), ['open', 'waiting', 'connecting', 'open']);
  });

  await test('a page that becomes visible again connects at once', async (use) => {
    const server = use(await Server.start(CODE));
    const way = use(await Way.to(server.port));
    const page = await open(await newContext(use), server, { backoff: { min: 1000, max: 1000 } }, way.url);
    const show = (state) => page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
    way.close();
    await becomes(() => page.evaluate('rtws.state'), 'waiting');
    way.open();
    await show('hidden');
    assert.equal(await page.evaluate('rtws.state'), 'waiting');
    await show('visible');
    await becomes(() => page.evaluate('rtws.state'), 'open');
  });

  /* SIGSTOP for the pages' processes: that is what a laptop's sleep is to them. The connection is of another process. */
  async function asleep(body) {
    const devtools = await browser.newBrowserCDPSession();
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    renderers.forEach(({ id }) => process.kill(id, 'SIGSTOP'));
    try {
      await body();
    } finally {
      renderers.forEach(({ id }) => process.kill(id, 'SIGCONT'));
      await devtools.detach();
    }
  }

  await test('a page that slept while its connection died finds out', async (use) => {
    const server = use(await Server.start(CODE));
    const way = use(await Way.to(server.port));
    const page = await open(await newContext(use), server, { ping: 1, timeout: 0.5 }, way.url);
    const other = use(client(server.url));
    await asleep(async () => {
      way.stall();
      await other.publish('news', 'missed');
      await sleep(1500);
    });
    await becomes(() => got(page), ['missed']);
    assert.deepEqual(await log(page), ['open', 'waiting', 'connecting', 'open']);
  });

  await test('a page that is resumed asks for a sign of life at once', async (use) => {
    const server = use(await Server.start(CODE));
    const way = use(await Way.to(server.port));
    const page = await open(await newContext(use), server, { ping: 3600, timeout: 0.5 }, way.url);
    const other = use(client(server.url));
    way.stall();
    await other.publish('news', 'missed');
    await page.evaluate(() => document.dispatchEvent(new Event('resume')));
    await becomes(() => got(page), ['missed']);
    assert.deepEqual(await log(page), ['open', 'waiting', 'connecting', 'open']);
  });

  await test('a page that slept while its connection lived keeps it', async (use) => {
    const server = use(await Server.start(CODE));
    const page = await open(await newContext(use), server, { ping: 0.4, timeout: 1 });
    const other = use(client(server.url));
    for (let i = 1; i <= 3; i++) { // the timer that is late is the one or the other
      await asleep(async () => {
        await sleep(2500 + 200 * i);
        await other.publish('news', i);
      });
      await becomes(() => got(page).then((all) => all.length), i);
      await sleep(1300);
    }
    assert.deepEqual(await log(page), ['open']);
  });

  await test('a server that stops for a while: the page leaves it and comes back', async (use) => {
    const server = use(await Server.start(CODE));
    const page = await open(await newContext(use), server, { ping: 0.2, timeout: 0.3 });
    server.signal('SIGSTOP');
    await becomes(() => page.evaluate('log.includes("waiting")'), true);
    const sent = page.evaluate('news.publish("kept")');
    server.signal('SIGCONT');
    await sent;
    await becomes(() => got(page), ['kept']);
  });

  await test('a duplicated tab is the same member; the last one to close leaves', async (use) => {
    const server = use(await Server.start(CODE));
    const context = await newContext(use);
    const pages = [];
    for (const id of ['watcher', 'u1', 'u1']) {
      const page = await open(context, server);
      pages.push(page);
      await page.evaluate((who) => {
        window.room = rtws.join('room', { id: who });
        room.on('join', (member) => log.push(`+${member.id}`));
        room.on('leave', (member) => log.push(`-${member.id}`));
        return new Promise((done) => { room.on('state', done); });
      }, id);
    }
    const [watcher, one, two] = pages;
    const events = async () => (await log(watcher)).filter((entry) => /^[+-]/.test(entry));
    assert.deepEqual(await two.evaluate('[...room.members.keys()].sort()'), ['u1', 'watcher']);
    await one.close();
    await two.reload(); // comes back as another connection
    await becomes(events, ['+u1', '-u1']);
    await begin(two);
    await two.evaluate(() => { window.room = rtws.join('room', { id: 'u1' }); });
    await becomes(events, ['+u1', '-u1', '+u1']);
    await two.close();
    await becomes(events, ['+u1', '-u1', '+u1', '-u1']);
  });
}

function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0); // ends the browser and the servers, too
}

setTimeout(() => {
  failed++;
  console.log(`FAILED  not done after ${LIMIT_MS / 1000} s`);
  finish();
}, LIMIT_MS);

try {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, timeout: 20_000,
  });
  await run(browser);
  await browser.close();
} catch (error) {
  failed++;
  console.log(`FAILED  ${error.stack ?? error}`);
}
finish();

// The chat and echo examples in a real browser: RTWS_PHP is how PHP is run, CHROMIUM the browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const LIMIT_MS = 60_000;
const STEP_MS = 8_000;
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const PHP = process.env.RTWS_PHP?.trim().split(/\s+/)
  ?? ['php', '-n', '-d', `extension_dir=${ROOT}/modules`, '-d', 'extension=rtws'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

// ---- servers ----

const servers = new Set();

async function startServer(example, port = 0) {
  const child = spawn(PHP[0], [...PHP.slice(1), `${ROOT}/examples/${example}`, `127.0.0.1:${port}`],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  servers.add(child);
  child.on('exit', () => servers.delete(child));
  let output = '';
  const ready = new Promise((done, fail) => {
    const read = (chunk) => {
      output += chunk;
      const match = /^ready \S+:(\d+)$/m.exec(output);
      if (match) {
        done(Number(match[1]));
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', fail);
    child.on('exit', () => fail(new Error(`${example} ended:\n${output}`)));
    setTimeout(() => fail(new Error(`${example} is not ready:\n${output}`)), STEP_MS).unref();
  });
  return { child, port: await ready, output: () => output };
}

async function endServer(server, signal) {
  const ended = once(server.child, 'exit');
  process.kill(server.child.pid, signal);
  return (await ended)[0];
}

// ---- tests ----

let passed = 0;
let failed = 0;

async function test(name, body) {
  try {
    await body();
    passed++;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${String(error.stack ?? error).replace(/^/gm, '        ')}`);
  }
}

function same(actual, expected) {
  const [a, e] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== e) {
    throw new Error(`${a} is not ${e}`);
  }
}

/** Until what is read is what is expected: most of it takes a moment to arrive. */
async function becomes(read, expected, ms = STEP_MS) {
  const end = Date.now() + ms;
  for (;;) {
    try {
      return same(await read(), expected);
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((done) => setTimeout(done, 25));
    }
  }
}

// ---- pages ----

const consoleErrors = [];
let mayReconnect = false;

async function openPage(browser, url) {
  const context = await browser.newContext(); // its own storage: another person
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  page.on('console', (message) => {
    const expected = mayReconnect && /WebSocket connection to .* failed/.test(message.text());
    if (message.type() === 'error' && !expected) {
      consoleErrors.push(message.text());
    }
  });
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
  await page.goto(url);
  return page;
}

async function join(page, name) {
  await page.getByLabel('What should the others call you?').fill(name);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await becomes(() => state(page), 'Online');
}

async function say(page, text) {
  await page.getByLabel('Your message').fill(text);
  await page.getByLabel('Your message').press('Enter');
}

const state = (page) => page.getByRole('status').textContent();
const members = (page) => page.locator('#members .who').allTextContents();
const messages = (page) => page.locator('#log .bubble p').allTextContents();
const events = (page) => page.locator('#log .event').allTextContents();
const last = async (page) => (await messages(page)).at(-1);

// ---- the run ----

async function run(browser) {
  let server = await startServer('chat.php');
  const url = `http://127.0.0.1:${server.port}/`;
  const ada = await openPage(browser, url);
  const bob = await openPage(browser, url);
  const said = [];

  await test('a name is asked for and joins', async () => {
    await join(ada, 'Ada');
    await join(bob, 'Bob');
  });

  await test('the member lists show both, oneself first', async () => {
    await becomes(() => members(ada), ['Ada', 'Bob']);
    await becomes(() => members(bob), ['Bob', 'Ada']);
    await becomes(() => events(ada), ['Bob joined']);
  });

  await test('a message typed in one page appears in the other', async () => {
    await say(ada, 'Hello Bob, здравствуй, 你好 👋');
    said.push('Hello Bob, здравствуй, 你好 👋');
    await becomes(() => messages(bob), said);
    await becomes(() => messages(ada), said);
    same(await bob.locator('.message .by').allTextContents(), ['Ada']);
    same(await bob.locator('.message.own').count(), 0);
    same(await ada.locator('.message.own').count(), 1);
    same(await ada.getByLabel('Your message').inputValue(), '');
  });

  await test('Shift+Enter begins a new line', async () => {
    await bob.getByLabel('Your message').pressSequentially('one');
    await becomes(() => ada.locator('#typing').textContent(), 'Bob is typing…');
    await bob.keyboard.press('Shift+Enter');
    await bob.keyboard.type('two');
    await bob.keyboard.press('Enter');
    said.push('one\ntwo');
    await becomes(() => messages(ada), said);
    await becomes(() => ada.locator('#typing').textContent(), '');
  });

  await test('HTML is shown as text, in messages and names', async () => {
    const html = '<img src=x onerror="window.injected=1"><b>bold</b>';
    const eve = await openPage(browser, url);
    await join(eve, '<i>Eve</i>');
    await say(eve, html);
    said.push(html);
    for (const page of [ada, bob, eve]) {
      await becomes(() => messages(page), said);
      same(await page.locator('#log img, #log b, #log i, #members i').count(), 0);
      same(await page.evaluate(() => window.injected ?? null), null);
    }
    await becomes(() => members(ada), ['Ada', '<i>Eve</i>', 'Bob']);
    await eve.context().close();
  });

  await test('a page that is closed leaves the list', async () => {
    await becomes(() => members(ada), ['Ada', 'Bob']);
    await becomes(() => members(bob), ['Bob', 'Ada']);
    same((await events(ada)).at(-1), '<i>Eve</i> left');
  });

  await test('a newcomer reads the history, and gets a name of their own', async () => {
    const other = await openPage(browser, url);
    await join(other, 'Ada');
    await becomes(() => messages(other), said);
    await becomes(() => members(other), ['Ada 2', 'Ada', 'Bob']);
    await other.context().close();
    await becomes(() => members(ada), ['Ada', 'Bob']);
  });

  await test('a bad name is refused with the reason, and can be corrected', async () => {
    const other = await openPage(browser, url);
    await other.getByLabel('What should the others call you?').fill('a\u200bb');
    await other.keyboard.press('Enter');
    await becomes(() => other.locator('#join-error').textContent(), 'A name has 1 to 24 visible characters.');
    await join(other, 'Zoe');
    await becomes(() => members(other), ['Zoe', 'Ada', 'Bob']);
    await other.context().close();
    await becomes(() => members(ada), ['Ada', 'Bob']);
  });

  await test('a name can be changed', async () => {
    await bob.getByRole('button', { name: 'Change my name' }).click();
    await join(bob, 'Robert');
    await becomes(() => members(ada), ['Ada', 'Robert']);
    await bob.getByRole('button', { name: 'Change my name' }).click();
    await join(bob, 'Bob');
    await becomes(() => members(ada), ['Ada', 'Bob']);
    same(await messages(bob), said);
  });

  await test('a reload keeps the name and shows the history once', async () => {
    await bob.reload();
    await becomes(() => state(bob), 'Online');
    await becomes(() => members(bob), ['Bob', 'Ada']);
    same(await messages(bob), said);
  });

  await test('the title counts what arrives while the page is hidden', async () => {
    const hide = (hidden) => bob.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    await hide(true);
    await say(ada, 'first');
    await say(ada, 'second');
    said.push('first', 'second');
    await becomes(() => bob.title(), '(2) Chat');
    await hide(false);
    await becomes(() => bob.title(), 'Chat');
  });

  await test('a lost connection comes back without showing anything twice', async () => {
    await bob.evaluate(() => dispatchEvent(new Event('offline')));
    await becomes(() => members(ada), ['Ada']);
    await becomes(() => members(ada), ['Ada', 'Bob']);
    await becomes(() => state(bob), 'Online');
    same(await messages(bob), said);
  });

  for (const signal of ['SIGKILL', 'SIGTERM']) {
    await test(`${signal} and a restart: both reconnect, rejoin and go on`, async () => {
      mayReconnect = true;
      const before = await events(ada);
      const status = await endServer(server, signal);
      same(status, signal === 'SIGKILL' ? null : 0);
      await becomes(() => state(ada), 'Reconnecting');
      await becomes(() => state(bob), 'Reconnecting');
      await say(ada, 'written meanwhile');
      same(await ada.getByLabel('Your message').inputValue(), 'written meanwhile');

      server = await startServer('chat.php', server.port);
      await becomes(() => state(ada), 'Online', 2 * STEP_MS);
      await becomes(() => state(bob), 'Online', 2 * STEP_MS);
      mayReconnect = false;
      await becomes(() => members(ada), ['Ada', 'Bob']);
      await becomes(() => members(bob), ['Bob', 'Ada']);
      same(await events(ada), before);
      same(await messages(ada), said);

      await ada.getByLabel('Your message').press('Enter');
      await becomes(() => last(bob), 'written meanwhile');
      await say(bob, `after ${signal}`);
      said.push('written meanwhile', `after ${signal}`);
      await becomes(() => messages(ada), said);
      await becomes(() => messages(bob), said);
    });
  }

  await test('the console shows no errors', () => same(consoleErrors, []));
  await test('the server logs no errors', () => same(/^.*(error|warning).*$/im.exec(server.output())?.[0] ?? null, null));

  await test('echo.php sends text and binary back', async () => {
    const echo = await startServer('echo.php');
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${echo.port}/`); // no page, but the right origin
    const answers = await page.evaluate(() => new Promise((done, fail) => {
      const socket = new WebSocket(`ws://${location.host}/`);
      const got = [];
      socket.binaryType = 'arraybuffer';
      socket.onerror = () => fail(new Error('the connection failed'));
      socket.onopen = () => {
        socket.send('Grüße');
        socket.send(new Uint8Array([0, 255, 10]));
      };
      socket.onmessage = ({ data }) => {
        got.push(typeof data === 'string' ? data : [...new Uint8Array(data)]);
        if (got.length === 2) {
          done(got);
        }
      };
    }));
    same(answers, ['Grüße', [0, 255, 10]]);
  });
}

function finish() {
  for (const child of servers) {
    child.kill('SIGKILL');
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0); // ends the browser too
}

setTimeout(() => {
  failed++;
  console.log(`FAILED  not done after ${LIMIT_MS / 1000} s`);
  finish();
}, LIMIT_MS);

try {
  // launch() makes an empty profile, and removes it
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

// The chat and echo examples.
import { STEP_MS, becomes, endServer, mayReconnect, openPage, same, startServer, test, testLogs } from './harness.mjs';

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

export default async function (browser) {
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
      mayReconnect(true);
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
      mayReconnect(false);
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

  await testLogs(server);

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

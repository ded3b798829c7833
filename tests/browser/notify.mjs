// Notifications: by Server-Sent Events and WebSocket, and what is missed while there is no connection.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { STEP_MS, becomes, endServer, expectErrors, mayReconnect, openPage, same, startServer, test, testLogs, until } from './harness.mjs';

const WAYS = ['sse', 'ws'];

const list = (page, way) => page.locator(`#${way} li p`).allTextContents(); // newest first
const kinds = (page, way) => page.locator(`#${way} li`).evaluateAll((items) => items.map((item) => item.className));
const state = (page, way) => page.locator(`#${way}-state`).textContent();
const both = async (read) => Object.fromEntries(await Promise.all(WAYS.map(async (way) => [way, await read(way)])));
const each = (value) => ({ sse: value, ws: value });

async function send(page, text, to = '') {
  await page.getByLabel('Notification').fill(text);
  await page.getByLabel('To', { exact: true }).selectOption(to);
  const answer = page.waitForResponse('**/api/notify');
  await page.getByRole('button', { name: 'Send' }).click();
  return (await (await answer).json()).reached;
}

/** Between browser and server, so that the connection can be cut as networks do it. */
async function startProxy(port) {
  const sockets = new Set();
  let isCut = false;
  const proxy = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const server = connect(port, '127.0.0.1');
    for (const [one, other] of [[client, server], [server, client]]) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: proxy.address().port,
    cut() {
      isCut = true;
      sockets.forEach((socket) => socket.destroy());
    },
    mend() {
      isCut = false;
    },
    close() {
      this.cut();
      proxy.close();
    },
  };
}

export default async function (browser) {
  let server = await startServer('notify.php');
  const proxy = await startProxy(server.port);
  const url = `http://127.0.0.1:${server.port}/`;
  const ada = await openPage(browser, `${url}?as=ada`);
  const bob = await openPage(browser, `http://127.0.0.1:${proxy.port}/?as=bob`);
  const shown = ['The server has started.'];

  await test('a new page shows what was sent before it', async () => {
    for (const page of [ada, bob]) {
      await becomes(() => both((way) => state(page, way)), each('Online'));
      await becomes(() => both((way) => list(page, way)), each(shown));
    }
  });

  await test('a notification of the form arrives by both ways in all pages', async () => {
    same(await send(ada, 'Lunch is <b>ready</b> 🍜'), 4);
    shown.unshift('Lunch is <b>ready</b> 🍜');
    for (const page of [ada, bob]) {
      await becomes(() => both((way) => list(page, way)), each(shown));
      same(await both((way) => kinds(page, way)), each(['live', 'earlier']));
    }
  });

  await test('one for a user arrives at that user only; who is not there is not reached', async () => {
    same(await send(ada, 'Bob, a word', 'bob'), 2);
    await becomes(() => both((way) => list(bob, way)), each(['Bob, a word', ...shown]));
    same(await send(ada, 'Are you there?', 'cleo'), 0);
    same(await both((way) => list(ada, way)), each(shown));
  });

  await test('what is sent while the connection is cut arrives afterwards, by Last-Event-ID and by since', async () => {
    mayReconnect(true);
    const resumed = bob.waitForRequest((request) => request.url().endsWith('/events/bob'));
    proxy.cut();
    await becomes(() => both((way) => state(bob, way)), each('Reconnecting'));
    same(await send(ada, 'missed by all of Bob'), 2);
    same(await send(ada, 'and by himself', 'bob'), 0);
    shown.unshift('missed by all of Bob');
    proxy.mend();
    await resumed;
    await becomes(() => both((way) => state(bob, way)), each('Online'), 2 * STEP_MS);
    const all = ['and by himself', shown[0], 'Bob, a word', ...shown.slice(1)];
    await becomes(() => list(bob, 'sse'), all);
    // here each channel catches up by itself
    await becomes(async () => (await list(bob, 'ws')).sort(), [...all].sort());
    same((await kinds(bob, 'sse')).slice(0, 2), ['missed', 'missed']);
    same((await kinds(bob, 'ws')).slice(0, 2), ['missed', 'missed']);
    mayReconnect(false);
  });

  await test('who pulls the plug catches up, once, and goes on live', async () => {
    await ada.getByRole('button', { name: 'Pull the plug' }).click();
    await becomes(() => both((way) => state(ada, way)), each('Unplugged'));
    same(await send(ada, 'first'), 2);
    same(await send(ada, 'second'), 2);
    same(await both((way) => list(ada, way)), each(shown));
    shown.unshift('second', 'first');
    await ada.getByRole('button', { name: 'Plug in again' }).click();
    await becomes(() => both((way) => list(ada, way)), each(shown));
    same(await both(async (way) => (await kinds(ada, way)).slice(0, 3)), each(['missed', 'missed', 'live']));
    await ada.waitForTimeout(1100); // after this nothing counts as missed
    same(await send(ada, 'third'), 4);
    shown.unshift('third');
    await becomes(() => both((way) => list(ada, way)), each(shown));
    same(await both(async (way) => (await kinds(ada, way))[0]), each('live'));
  });

  await test('a bad form is refused with the reason', async () => {
    const post = async (body) => {
      const answer = await fetch(`${url}api/notify`, { method: 'POST', body: new URLSearchParams(body) });
      return [answer.status, (await answer.json()).error];
    };
    same(await post({ text: ' ' }), [422, 'A notification has 1 to 200 characters, not all of them blank.']);
    same(await post({ text: 'x', to: 'eve' }), [422, 'There are ada, bob, cleo, and "" for everybody.']);
    same((await fetch(`${url}events/eve`)).status, 404);
    await ada.getByLabel('Notification').fill('   ');
    expectErrors(/status of 422/);
    await ada.getByRole('button', { name: 'Send' }).click();
    await becomes(() => ada.locator('#answer').textContent(), 'A notification has 1 to 200 characters, not all of them blank.');
    expectErrors(null);
  });

  await test('after a restart both ways say that something may be missing', async () => {
    mayReconnect(true);
    await endServer(server, 'SIGTERM');
    server = await startServer('notify.php', server.port);
    for (const way of WAYS) {
      await until(() => kinds(bob, way), (all) => all.includes('gap'), 2 * STEP_MS);
    }
    mayReconnect(false);
  });

  await testLogs(server);
  proxy.close();
}

// The counter: two tabs, a late third one, a restart; then on two servers behind nginx.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { STEP_MS, becomes, endServer, freePort, mayReconnect, openPage, runPhp, same, startProgram, startServer, test,
  testLogs } from './harness.mjs';

const value = (page) => page.locator('#value').textContent();
const frames = async (page) => (await page.locator('#frames code').allTextContents()).reverse();
const state = (page) => page.locator('#state').textContent();
const bump = (page) => page.getByRole('button', { name: 'Bump' }).click();

export default async function (browser) {
  let server = await startServer('counter.php');
  const url = `http://127.0.0.1:${server.port}/`;
  const first = await openPage(browser, url);
  const second = await openPage(browser, url);

  await test('a bump in one tab is one frame in each, with the value of the answer', async () => {
    await becomes(() => value(first), '0');
    await becomes(() => value(second), '0');
    const answer = first.waitForResponse('**/api/counter/bump');
    await bump(first);
    same(await (await answer).json(), { value: 1 });
    await bump(second);
    for (const page of [first, second]) {
      await becomes(() => frames(page), ['{"value":0}', '{"value":1}', '{"value":2}']);
      same(await value(page), '2');
    }
  });

  await test('a late tab has the present value at once', async () => {
    const late = await openPage(browser, url);
    await becomes(() => frames(late), ['{"value":2}']);
    same(await value(late), '2');
    await bump(first);
    await becomes(() => frames(late), ['{"value":2}', '{"value":3}']);
    await late.context().close();
  });

  await test('bumps from everywhere at once are counted, each once, in order', async () => {
    const bumps = (page) => page.evaluate(() => Promise.all(Array.from({ length: 25 }, async () =>
      (await (await fetch('/api/counter/bump', { method: 'POST' })).json()).value)));
    const answers = (await Promise.all([bumps(first), bumps(second)])).flat();
    same(answers.sort((a, b) => a - b), Array.from({ length: 50 }, (_, i) => 4 + i));
    const expected = Array.from({ length: 50 }, (_, i) => `{"value":${4 + i}}`);
    for (const page of [first, second]) {
      await becomes(() => value(page), '53');
      same((await frames(page)).slice(-50), expected);
    }
  });

  await test('other methods and paths are refused', async () => {
    const status = async (method, path) => (await fetch(url + path, { method })).status;
    same([await status('GET', 'api/counter/bump'), await status('GET', 'api/counter/other')], [405, 404]);
    same(await (await fetch(`${url}api/counter`)).json(), { value: 53, tabs: 2 });
  });

  await test('after a restart the tabs come back by themselves', async () => {
    mayReconnect(true);
    await endServer(server, 'SIGTERM');
    await becomes(() => state(first), 'Reconnecting');
    server = await startServer('counter.php', server.port);
    await becomes(() => state(first), 'Online', 2 * STEP_MS);
    await becomes(() => state(second), 'Online', 2 * STEP_MS);
    mayReconnect(false);
    await bump(second);
    await becomes(() => value(first), '1');
  });

  await testLogs(server);
  await onTwoServers(browser);
}

/** Redis, two servers of two workers each, nginx in front of both: as examples/nginx.php says. */
async function onTwoServers(browser) {
  const folder = mkdtempSync(`${tmpdir()}/rtws-counter-`);
  try {
    const [redis, port] = [await freePort(), await freePort()];
    await startProgram(['redis-server', '--bind', '127.0.0.1', '--port', redis, '--save', ''].map(String), /eady to accept/);
    const env = { RTWS_REDIS: `redis://127.0.0.1:${redis}`, RTWS_WORKERS: '2' };
    const servers = [await startServer('counter.php', 0, env), await startServer('counter.php', 0, env)];
    writeFileSync(`${folder}/nginx.conf`, runPhp('examples/nginx.php', port, ...servers.map((server) => server.port)));
    await startProgram(['nginx', '-p', folder, '-c', `${folder}/nginx.conf`, '-e', 'stderr', '-g', 'error_log stderr notice;'],
      /start worker process \d/);
    await testTwoServers(browser, `http://127.0.0.1:${port}/`, servers);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function testTwoServers(browser, url, servers) {
  const tabs = [];
  for (let i = 0; i < 4; i++) {
    tabs.push(await openPage(browser, url));
  }

  await test('on two servers: 100 bumps at once, and every tab sees all of them in order', async () => {
    for (const tab of tabs) {
      await becomes(() => value(tab), '0');
    }
    const bumps = (page) => page.evaluate(() => Promise.all(Array.from({ length: 25 }, () => fetch('/api/counter/bump', { method: 'POST' }))
      .map(async (answer) => (await (await answer).json()).value)));
    const answers = (await Promise.all(tabs.map(bumps))).flat();
    same(answers.sort((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i + 1));
    const last = Array.from({ length: 50 }, (_, i) => `{"value":${i + 51}}`); // the page shows so many
    for (const tab of tabs) {
      await becomes(() => value(tab), '100');
      same(await frames(tab), last);
    }
  });

  await test('on two servers: a late tab has the present value at once', async () => {
    const late = await openPage(browser, url);
    await becomes(() => frames(late), ['{"value":100}']);
    for (const server of servers) {
      same(await (await fetch(`http://127.0.0.1:${server.port}/api/counter`)).json(), { value: 100, tabs: 5 });
    }
    await late.context().close();
  });

  for (const tab of tabs) { // what ends next is no error to them
    await tab.context().close();
  }
  await test('on two servers: no errors are logged', () => {
    for (const server of servers) {
      same(/^.*error.*$/im.exec(server.output())?.[0] ?? null, null);
    }
  });
}

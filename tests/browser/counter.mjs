// The counter: two tabs, a late third one, a restart.
import { STEP_MS, becomes, endServer, mayReconnect, openPage, same, startServer, test, testLogs } from './harness.mjs';

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
}

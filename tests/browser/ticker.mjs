// The ticker: a thousand symbols move, and the page keeps up.
import { STEP_MS, becomes, endServer, mayReconnect, openPage, same, startServer, test, testLogs, until } from './harness.mjs';

const number = async (page, id) => Number(await page.locator(id).textContent());
const prices = (page) => page.evaluate(() => Object.fromEntries([...window.ticker.quotes].map(([symbol, { price }]) => [symbol, price])));
const shown = (page) => page.locator('#quotes li:visible').evaluateAll((rows) =>
  Object.fromEntries(rows.map((row) => [row.querySelector('b').textContent, row.querySelector('.price').textContent])));
const state = (page) => page.locator('#state').textContent();

export default async function (browser) {
  let server = await startServer('ticker.php');
  const url = `http://127.0.0.1:${server.port}/`;
  const page = await openPage(browser, url, { viewport: { width: 1400, height: 900 } });

  await test('the page shows all 1000 symbols at once, hundreds of them in view', async () => {
    await becomes(async () => Object.keys(await shown(page)).length, 1000);
    const view = await page.locator('main').boundingBox();
    const inView = page.locator('#quotes li').evaluateAll((rows, end) => rows.filter((row) => row.getBoundingClientRect().bottom <= end).length, view.y + view.height);
    await until(() => inView, (count) => count >= 150);
  });

  await test('nearly all symbols change within seconds', async () => {
    const before = await shown(page);
    await until(async () => {
      const now = await shown(page);
      return Object.keys(now).filter((symbol) => now[symbol] !== before[symbol]).length;
    }, (changed) => changed >= 900, 2 * STEP_MS);
    await until(() => number(page, '#moved'), (moved) => moved >= 900);
  });

  await test('the messages are counted: a thousand a second', async () => {
    await until(() => number(page, '#rate'), (rate) => rate > 700 && rate < 1300);
  });

  await test('rows flash when their price changes', async () => {
    await until(() => page.locator('#quotes li.rises').count(), (count) => count > 20);
    await until(() => page.locator('#quotes li.falls').count(), (count) => count > 20);
  });

  await test('two pages come to the same prices', async () => {
    const other = await openPage(browser, url);
    await becomes(async () => Object.keys(await shown(other)).length, 1000);
    const differences = async () => {
      const [a, b] = await Promise.all([prices(page), prices(other)]);
      return Object.keys(a).filter((symbol) => a[symbol] !== b[symbol]).length;
    };
    await until(differences, (count) => count <= 100); // a batch may be under way to one of them
    await other.context().close();
  });

  await test('the table can be searched and sorted', async () => {
    await page.getByLabel('Find').fill('zz');
    const expected = Object.keys(await prices(page)).filter((symbol) => symbol.includes('ZZ'));
    same(Object.keys(await shown(page)).sort(), expected.sort());
    await page.getByLabel('Find').fill('');
    await page.getByLabel('Order').selectOption('gain');
    await until(() => page.locator('#quotes li').evaluateAll((rows) => rows
      .sort((a, b) => a.style.order - b.style.order)
      .map((row) => parseFloat(row.querySelector('.change').textContent.replace('−', '-')))),
    // prices move on between two arrangements
    (gains) => gains.slice(0, 100).every((gain) => gain > gains[500]));
  });

  await test('after a restart the page shows the new market', async () => {
    const before = Object.keys(await prices(page)).sort();
    mayReconnect(true);
    await endServer(server, 'SIGTERM');
    await becomes(() => state(page), 'Reconnecting');
    server = await startServer('ticker.php', server.port);
    await becomes(() => state(page), 'Online', 2 * STEP_MS);
    const market = (await (await fetch(`${url}api/quotes`)).json()).map(({ symbol }) => symbol).sort();
    await becomes(async () => Object.keys(await shown(page)).sort(), market);
    mayReconnect(false);
    same(JSON.stringify(market) === JSON.stringify(before), false);
    await until(() => number(page, '#moved'), (moved) => moved >= 900, 2 * STEP_MS);
  });

  await testLogs(server);
}

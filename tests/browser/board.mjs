// The whiteboard: two pages and a late one have the same lines.
import { STEP_MS, becomes, endServer, mayReconnect, openPage, same, startServer, test, testLogs, until } from './harness.mjs';

const lines = (page) => page.evaluate(() => window.board.lines());
const state = (page) => page.locator('#state').textContent();
const count = (page) => page.locator('#count').textContent();

async function drawLine(page, points, steps = 8) {
  const box = await page.locator('#board').boundingBox();
  const at = ([x, y]) => [box.x + box.width * x, box.y + box.height * y];
  await page.bringToFront();
  await page.mouse.move(...at(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) {
    await page.mouse.move(...at(point), { steps });
  }
  await page.mouse.up();
}

/** All lines, once both pages have so many and nothing is under way. */
async function agreed(pages, number) {
  const all = await until(() => Promise.all(pages.map(lines)),
    ([first, ...others]) => Object.keys(first).length === number && others.every((o) => JSON.stringify(o) === JSON.stringify(first)));
  await Promise.all(pages.map((page) => becomes(() => page.evaluate(() => window.board.waiting()), 0)));
  return all[0];
}

/** How many pixels of the board are of a colour. */
const pixels = (page, colour) => page.evaluate(([red, green, blue]) => {
  const canvas = document.getElementById('board');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    found += data[i] === red && data[i + 1] === green && data[i + 2] === blue;
  }
  return found;
}, colour);

const RED = [0xd9, 0x2d, 0x20];

export default async function (browser) {
  let server = await startServer('board.php');
  const url = `http://127.0.0.1:${server.port}/`;
  const ada = await openPage(browser, url);
  const bob = await openPage(browser, url, { viewport: { width: 390, height: 780 } });
  await becomes(() => state(ada), 'Online');
  await becomes(() => state(bob), 'Online');

  await test('a line drawn in one page is in the other, in colour and width', async () => {
    await ada.getByLabel('red').check();
    await ada.getByLabel('Width').fill('20');
    await drawLine(ada, [[0.3, 0.3], [0.6, 0.4], [0.4, 0.7]]);
    const [line] = Object.values(await agreed([ada, bob], 1));
    same([line.colour, line.width], ['#d92d20', 20]);
    if (line.points.length < 20) {
      throw new Error(`only ${line.points.length / 2} points`);
    }
    await until(() => pixels(bob, RED), (found) => found > 500);
  });

  await test('two draw at once', async () => {
    await drawLine(bob, [[0.3, 0.4], [0.7, 0.6]]);
    await drawLine(ada, [[0.5, 0.5]]); // a dot
    await agreed([ada, bob], 3);
    const numbers = [...Array(10).keys()];
    const many = (page, name) => page.evaluate(async ([n, who]) => {
      const rtws = new window.Rtws(`ws://${location.host}/channels`);
      await Promise.all(n.map((i) => rtws.publish('board', { type: 'line', line: `${who}${i % 2}`, part: i, colour: '#16965a', width: 3, points: [i, i] })));
      rtws.close();
    }, [numbers, name]);
    await Promise.all([many(ada, 'ada'), many(bob, 'bob')]);
    same((await agreed([ada, bob], 7)).ada0.points, [0, 0, 2, 2, 4, 4, 6, 6, 8, 8]);
  });

  await test('a late page has the drawing so far', async () => {
    const late = await openPage(browser, url);
    await agreed([ada, bob, late], 7);
    await until(() => pixels(late, RED), (found) => found > 500);
    await drawLine(late, [[0.4, 0.2], [0.6, 0.2]]);
    await agreed([ada, bob, late], 8);
    await late.context().close();
  });

  await test('what is no drawing is refused', async () => {
    const codes = await ada.evaluate(async () => {
      const rtws = new window.Rtws(`ws://${location.host}/channels`);
      const line = { type: 'line', line: 'x', part: 0, colour: '#000000', width: 1, points: [1, 2] };
      const bad = [null, 'x', {}, { ...line, points: [1] }, { ...line, points: ['1', '2'] }, { ...line, colour: 'red' }];
      const result = await Promise.all(bad.map((data) => rtws.publish('board', data).then(() => 'published', ({ code }) => code)));
      rtws.close();
      return result;
    });
    same(codes, Array(6).fill('FORBIDDEN'));
  });

  await test('Clear clears it for all, and for who comes later', async () => {
    await bob.getByRole('button', { name: 'Clear' }).click();
    await agreed([ada, bob], 0);
    await becomes(() => count(ada), '0 lines');
    await drawLine(ada, [[0.4, 0.4], [0.5, 0.5]]);
    const late = await openPage(browser, url);
    await agreed([ada, bob, late], 1);
    await late.context().close();
  });

  await test('after a restart the pages agree again, on an empty board', async () => {
    mayReconnect(true);
    await endServer(server, 'SIGTERM');
    await becomes(() => state(ada), 'Reconnecting');
    server = await startServer('board.php', server.port);
    await becomes(() => state(ada), 'Online', 2 * STEP_MS);
    await becomes(() => state(bob), 'Online', 2 * STEP_MS);
    await agreed([ada, bob], 0);
    mayReconnect(false);
    await drawLine(ada, [[0.4, 0.4], [0.5, 0.5]]);
    await agreed([ada, bob], 1);
  });

  await testLogs(server);
}

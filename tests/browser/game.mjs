// The game: two players see each other move, by keys and by touch.
import { becomes, openPage, same, startServer, test, testLogs, until } from './harness.mjs';

const seen = (page, number) => page.evaluate((n) => window.game.world?.players.get(n) ?? null, number);
const star = (page) => page.evaluate(() => window.game.world.star);
const you = (page) => until(() => page.evaluate(() => window.game.world && window.game.you), (number) => number > 0);
const players = (page) => page.locator('#players').textContent();
const number = async (page, id) => parseFloat((await page.locator(id).textContent()).replace('±', ''));

/** How far the page's player goes, as another page sees it. */
async function moves(watcher, player, act) {
  const from = await seen(watcher, player);
  await act();
  const to = await until(() => seen(watcher, player), ({ x, y }) => Math.hypot(x - from.x, y - from.y) > 60);
  return { x: to.x - from.x, y: to.y - from.y };
}

export default async function (browser) {
  const server = await startServer('game.php');
  const url = `http://127.0.0.1:${server.port}/`;
  const ada = await openPage(browser, url);
  const bob = await openPage(browser, url, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } });
  const [adaIs, bobIs] = [await you(ada), await you(bob)];

  await test('each page is a player of its own, and sees both', async () => {
    same([adaIs, bobIs].sort(), [1, 2]);
    await becomes(() => players(ada), '2');
    await becomes(() => players(bob), '2');
  });

  await test('a key moves the dot in both pages, and stops it', async () => {
    const key = (await seen(bob, adaIs)).x < 800 ? 'ArrowRight' : 'ArrowLeft';
    await ada.bringToFront();
    const way = await moves(bob, adaIs, () => ada.keyboard.down(key));
    same([Math.sign(way.x), way.y], [key === 'ArrowRight' ? 1 : -1, 0]);
    await ada.keyboard.up(key);
    const rest = await until(async () => [await seen(bob, adaIs), await seen(ada, adaIs), await seen(bob, adaIs)],
      ([a, b, c]) => JSON.stringify(a) === JSON.stringify(b) && JSON.stringify(b) === JSON.stringify(c));
    same(rest[0], rest[1]);
  });

  await test('a finger draws the dot towards it', async () => {
    const box = await bob.locator('#world').boundingBox();
    const scale = Math.min(box.width / 1600, box.height / 900);
    const at = await seen(ada, bobIs);
    const goal = { x: at.x < 800 ? 1500 : 100, y: at.y < 450 ? 800 : 100 };
    const finger = {
      x: box.x + (box.width - 1600 * scale) / 2 + goal.x * scale, y: box.y + (box.height - 900 * scale) / 2 + goal.y * scale,
    };
    const touch = await bob.context().newCDPSession(bob);
    await bob.bringToFront();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [finger] });
    await until(() => seen(ada, bobIs), ({ x, y }) => Math.hypot(x - goal.x, y - goal.y) < 60);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  });

  await test('who comes to the star gets a point, and all see where the next one is', async () => {
    await ada.bringToFront();
    const box = await ada.locator('#world').boundingBox();
    const scale = Math.min(box.width / 1600, box.height / 900);
    const at = await star(ada);
    await ada.mouse.move(box.x + (box.width - 1600 * scale) / 2 + at.x * scale, box.y + (box.height - 900 * scale) / 2 + at.y * scale);
    const before = (await seen(bob, adaIs)).score;
    await ada.mouse.down();
    await until(() => seen(bob, adaIs), ({ score }) => score > before);
    await ada.mouse.up();
    await becomes(() => star(bob), await star(ada));
  });

  await test('the world comes 30 times a second, and the page shows the jitter', async () => {
    await until(() => number(ada, '#rate'), (rate) => rate > 24 && rate < 36);
    await until(() => number(ada, '#server-jitter'), (jitter) => jitter >= 0 && jitter < 33);
    same(await number(ada, '#bytes'), 14 + 2 * 8);
  });

  await test('who closes the page is gone', async () => {
    await bob.context().close();
    await becomes(() => seen(ada, bobIs), null);
    await becomes(() => players(ada), '1');
  });

  await testLogs(server);
}

// The rooms: messages, history, who is here, who types, in more than one room.
import { STEP_MS, becomes, endServer, mayReconnect, openPage, same, startServer, test, testLogs } from './harness.mjs';

const messages = (page) => page.locator('#log .message p').allTextContents();
const authors = (page) => page.locator('#log .message .by').evaluateAll((all) => all.map((by) => by.firstChild.textContent));
const events = (page) => page.locator('#log .event').allTextContents();
const people = (page) => page.locator('#people .who').allTextContents();
const typing = (page) => page.locator('#typing').textContent();
const state = (page) => page.locator('#state').textContent();
const counts = (page) => page.locator('#rooms li').evaluateAll((all) =>
  Object.fromEntries(all.map((li) => [li.querySelector('span').textContent, li.querySelector('.count').textContent])));

async function comeIn(page, name) {
  await page.getByLabel('What should the others call you?').fill(name);
  await page.getByRole('button', { name: 'Enter' }).click();
}

async function say(page, text) {
  await page.getByLabel('Your message').fill(text);
  await page.getByLabel('Your message').press('Enter');
}

const go = (page, room) => page.getByRole('navigation').getByRole('link', { name: room }).click();

export default async function (browser) {
  let server = await startServer('rooms.php');
  const url = `http://127.0.0.1:${server.port}/`;
  const ada = await openPage(browser, url);
  const bob = await openPage(browser, url, { viewport: { width: 390, height: 780 } });
  const said = [];

  await test('who comes in is seen by all, oneself first', async () => {
    await comeIn(ada, 'Ada');
    await becomes(() => people(ada), ['Ada']);
    await comeIn(bob, 'Bob');
    await becomes(() => people(ada), ['Ada', 'Bob']);
    await becomes(() => people(bob), ['Bob', 'Ada']);
    await becomes(() => events(ada), ['Bob came in']);
    await becomes(() => counts(ada), { lobby: '2', music: '', films: '', kitchen: '', garden: '' });
  });

  await test('messages go both ways, as text', async () => {
    await say(ada, 'Hello <b>Bob</b> 👋');
    await say(bob, 'Hello Ada');
    said.push('Hello <b>Bob</b> 👋', 'Hello Ada');
    for (const page of [ada, bob]) {
      await becomes(async () => (await messages(page)).sort(), [...said].sort());
      same((await authors(page)).sort(), ['Ada', 'Bob']);
      same(await page.locator('#log b').count(), 0);
    }
    same(await messages(ada), await messages(bob));
    said.splice(0, 2, ...await messages(ada));
  });

  await test('who types is shown to the others until the message comes', async () => {
    await bob.getByLabel('Your message').pressSequentially('wait');
    await becomes(() => typing(ada), 'Bob is typing…');
    same(await typing(bob), '');
    await bob.getByLabel('Your message').press('Enter');
    said.push('wait');
    await becomes(() => messages(ada), said);
    await becomes(() => typing(ada), '');
  });

  await test('typing ends by itself as well', async () => {
    await ada.getByLabel('Your message').pressSequentially('hm');
    await becomes(() => typing(bob), 'Ada is typing…');
    await becomes(() => typing(bob), '');
    await ada.getByLabel('Your message').fill('');
  });

  await test('rooms are apart, in messages and in who is there', async () => {
    await go(bob, 'music');
    await becomes(() => people(bob), ['Bob']);
    await becomes(() => people(ada), ['Ada']);
    await becomes(async () => (await events(ada)).at(-1), 'Bob left');
    same(await messages(bob), []);
    await say(bob, 'only here');
    await becomes(() => messages(bob), ['only here']);
    await say(ada, 'and here');
    said.push('and here');
    await becomes(() => messages(ada), said);
    same(await messages(bob), ['only here']);
    await becomes(() => counts(ada), { lobby: '1', music: '1', films: '', kitchen: '', garden: '' });
  });

  await test('who comes back reads what was said meanwhile', async () => {
    await go(bob, 'lobby');
    await becomes(() => messages(bob), said);
    await becomes(() => people(ada), ['Ada', 'Bob']);
  });

  await test('a newcomer gets the last 50 messages, typing not among them', async () => {
    const all = await ada.evaluate(async () => {
      const rtws = new window.Rtws(`ws://${location.host}/channels`);
      const from = { id: '0123456789abcdef', name: 'Many' };
      const room = rtws.join('room:lobby', from);
      const texts = Array.from({ length: 60 }, (_, i) => `number ${i}`);
      await new Promise((done) => room.on('state', done));
      for (const text of texts) {
        await room.publish({ from, text });
        await new Promise((done) => setTimeout(done, 40)); // the server takes 30 in a second
      }
      rtws.close();
      return texts;
    });
    const late = await openPage(browser, url);
    await comeIn(late, 'Late');
    await becomes(() => messages(late), all.slice(-50));
    await becomes(() => people(late), ['Late', 'Ada', 'Bob']);
    await becomes(async () => (await messages(ada)).slice(-60), all);
    await late.context().close();
    await becomes(() => people(ada), ['Ada', 'Bob']);
  });

  await test('nobody speaks for another, from outside, or in a room that is none', async () => {
    const codes = await ada.evaluate(async () => {
      const rtws = new window.Rtws(`ws://${location.host}/channels`);
      const from = { id: '00000000000000aa', name: 'Eve' };
      const code = (promise) => promise.then(() => 'published', (error) => error.code);
      const room = rtws.join('room:lobby', from);
      await new Promise((done) => room.on('state', done));
      const result = [
        await code(room.publish({ from: { ...from, name: 'Bob' }, text: 'x' })),
        await code(rtws.publish('room:music', { from, text: 'x' })),
        await code(rtws.publish('room:cellar', { from, text: 'x' })),
        await code(rtws.publish('rooms', [])),
        await code(room.publish({ from, text: 'x'.repeat(2001) })),
      ];
      rtws.close();
      return result;
    });
    same(codes, Array(5).fill('FORBIDDEN'));
  });

  await test('a bad name is refused with the reason, and can be corrected', async () => {
    const other = await openPage(browser, url);
    await comeIn(other, 'a\u200bb');
    await becomes(() => other.locator('#ask-error').textContent(), 'A name has 1 to 24 visible characters.');
    await comeIn(other, 'Zoe');
    await becomes(() => people(other), ['Zoe', 'Ada', 'Bob']);
    await other.context().close();
  });

  await test('a restart: both come back, and what was written meanwhile is said', async () => {
    mayReconnect(true);
    await endServer(server, 'SIGTERM');
    await becomes(() => state(ada), 'Reconnecting');
    await say(ada, 'written meanwhile');
    await becomes(() => ada.locator('#waiting').textContent(), '1 waiting for the connection');
    server = await startServer('rooms.php', server.port);
    await becomes(() => state(ada), 'Online', 2 * STEP_MS);
    await becomes(() => state(bob), 'Online', 2 * STEP_MS);
    mayReconnect(false);
    await becomes(() => people(ada), ['Ada', 'Bob']);
    await becomes(async () => (await messages(ada)).at(-1), 'written meanwhile');
    await becomes(async () => (await messages(bob)).at(-1), 'written meanwhile');
    await say(bob, 'welcome back');
    await becomes(async () => (await messages(ada)).at(-1), 'welcome back');
  });

  await testLogs(server);
}

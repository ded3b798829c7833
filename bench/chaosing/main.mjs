// bench/chaos: the run from its options to its verdict.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { schedule } from './acts.mjs';
import { auditChannels, auditLogs, auditMembers, auditStream, epochsOf } from './audit.mjs';
import { Appender, Member, Publisher, Subscriber } from './clients.mjs';
import { Looks } from './looks.mjs';
import { Redis, Server, endAll } from './processes.mjs';
import { Proxy } from './proxy.mjs';
import { Chance, ask, freePorts, now, sleep, until } from './tools.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const KEPT = ['h:one', 'h:two'];
const PASSING = ['n:one'];

const options = {
  seconds: [60, 1, 3600], seed: [Math.floor(Math.random() * 1e6), 0, 2 ** 32 - 1], servers: [2, 1, 4], workers: [2, 2, 8],
  clients: [4, 1, 32], keep: [0, 0, 1], module: join(HERE, '../../modules/rtws.so'),
};

function fail(status, message) {
  process.stderr.write(`bench/chaos: ${message}\n`);
  process.exit(status);
}

function readOptions(args) {
  const values = Object.fromEntries(Object.entries(options).map(([name, of]) => [name, Array.isArray(of) ? of[0] : of]));
  for (let i = 0; i < args.length; i += 2) {
    const [name, value] = [args[i].slice(2), args[i + 1]];
    const [, min, max] = Array.isArray(options[name]) ? options[name] : [];
    const number = Number(value);
    if (!args[i].startsWith('--') || !(name in options) || value === undefined || (min !== undefined && !(Number.isInteger(number) && number >= min && number <= max))) {
      fail(2, `${args[i]} ${value ?? ''} is no option with a value that it can have: --${Object.keys(options).join(', --')}`);
    }
    values[name] = min === undefined ? resolve(value) : number;
  }
  return values;
}

const tell = (text) => process.stdout.write(`${now().toFixed(1).padStart(7)}  ${text}\n`);

/** Redis, servers, and the ways between them and to them. */
async function build({ servers, workers, module }, directory) {
  const [redisPort, ...ports] = await freePorts(servers + 1);
  const world = { redis: new Redis(redisPort), server: [], link: [], way: [] };
  const how = { php: process.env.RTWS_PHP ?? 'php', module, program: join(HERE, '../servers/chaos.php') };
  await world.redis.start();
  for (const [i, port] of ports.entries()) {
    world.link.push(await Proxy.start(redisPort));
    world.way.push(await Proxy.start(port));
    const server = new Server(String(i), { port, workers, redis: world.link[i].port, files: join(directory, String(i)) }, how);
    await server.start();
    world.server.push(server);
  }
  return world;
}

/** Everybody is there, and what they are there for can begin. */
async function populate({ clients }, world) {
  const any = () => world.way[Math.floor(Math.random() * world.way.length)].port;
  const each = (make) => Array.from({ length: clients }, (_, i) => make(i));
  const crowd = {
    subscribers: each((i) => new Subscriber(`s${i}`, [...KEPT, ...PASSING], i % 2 ? any : () => world.way[(i >> 1) % world.way.length].port)),
    publishers: each((i) => new Publisher(`p${i}`, world.server[i % world.server.length], [KEPT[i % 2], ...PASSING], world.way[i % world.way.length].port, 0.04)),
    members: each((i) => new Member(`m${i}`, 'room', any, world.redis)),
    appender: new Appender(any, 0.05),
  };
  await Promise.all([...crowd.subscribers.map(({ ready }) => ready), ...crowd.members.map((member) => member.join())]);
  return crowd;
}

/** One member after the other goes for a while. */
async function comeAndGo(members, isOver) {
  for (let i = 0; !isOver(); i = (i + 1) % members.length) {
    await sleep(0.5 + Math.random());
    members[i].leave();
    await sleep(0.5 + Math.random());
    await Promise.race([members[i].join(), sleep(10)]);
  }
}

/** Acts begin at their times; who must wait for what another one holds waits. */
async function harm(acts, world) {
  const held = new Map();
  const errors = [];
  const begin = now();
  const running = acts.map(async ({ at, name, holds, act }, i) => {
    await sleep(Math.max(0, begin + at - now()));
    const before = Promise.all(holds.map((hold) => held.get(hold)));
    const mine = before.then(async () => {
      const from = now();
      try {
        const words = await act(world);
        tell(`act ${String(i + 1).padStart(2)}  from ${from.toFixed(1)}: ${name} ${words}`);
      } catch (error) {
        errors.push(`act ${i + 1}, ${name}: ${error.message}`);
        tell(`act ${String(i + 1).padStart(2)}  from ${from.toFixed(1)}: ${name}: FAILED, ${error.message}`);
      }
    });
    holds.forEach((hold) => held.set(hold, mine));
    await mine;
  });
  await Promise.all(running);
  return errors;
}

/** Until everybody has what was published last; and says who has not. */
async function quiet(crowd, world) {
  const { publishers, subscribers, appender } = crowd;
  const errors = [];
  for (const server of world.server) {
    if (!await until(() => server.isWell(), 20)) {
      errors.push(`server ${server.name} is not well 20 s after all was healed`);
    }
  }
  const answered = Promise.all([...publishers.map((publisher) => publisher.end()), appender.end()]);
  const isAnswered = await Promise.race([answered.then(() => true), sleep(20)]);
  if (!isAnswered) {
    publishers.forEach((p) => p.sent.forEach((list, channel) => list.at(-1)?.answered === 0
      && errors.push(`${p.name} has had no answer to #${list.length} of ${channel} 20 s after all was healed: ${p.lastError}`)));
    appender.sent.at(-1)?.answered === 0 && errors.push(`entry ${appender.sent.length} was not appended 20 s after all was healed`);
    return errors;
  }
  await sleep(Math.max(2, 9 - (now() - (world.redis.emptied.at(-1) ?? -9)))); // leases of those who were killed; what Redis has to be told
  await Promise.all(publishers.map((publisher) => Promise.all([...publisher.sent.keys()].map((channel) => publisher.one(channel)))));
  await until(() => subscribers.every((subscriber) => publishers.every((publisher) => [...publisher.sent.keys()]
    .every((channel) => subscriber.newest(channel, publisher.name) === publisher.newest(channel)))), 10);
  await until(async () => {
    const group = (await ask(world.server[0].port, 'GET', '/info'))?.body?.groups?.all;
    return group?.waiting === 0 && group.pending === 0;
  }, 15);
  return errors;
}

/** The lists of members, as each server tells them to somebody who is no member. */
async function listsOf(world, present) {
  const lists = {};
  for (const [i, way] of world.way.entries()) {
    const guest = new Member(`guest${i}`, 'room', () => way.port, world.redis);
    await until(async () => {
      const list = lists[`server ${i}`] = await guest.ask().catch(() => null);
      return list?.size === present.size;
    }, 6);
    guest.close();
  }
  return lists;
}

/** Half of them leave, in order: everybody else sees each of them go, once. */
async function farewell(members) {
  const leaving = members.filter((_, i) => i % 2);
  const rest = members.filter((member) => !leaving.includes(member));
  const errors = [];
  rest.forEach((member) => { member.left.length = 0; });
  leaving.forEach((member) => member.leave());
  await until(() => rest.every(({ left }) => left.length >= leaving.length), 6);
  await sleep(0.5);
  for (const { name, left } of rest) {
    const seen = left.map(({ id }) => id).sort().join(' ');
    const all = leaving.map((member) => member.name).sort().join(' ');
    if (seen !== all) {
      errors.push(`${all} left at the end, and ${name} was told that ${seen || 'nobody'} did`);
    }
  }
  return errors;
}

function journal(world) {
  return world.server.flatMap(({ files }) => {
    try {
      return readFileSync(`${files}.jobs`, 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  });
}

function report(parts) {
  let count = 0;
  for (const [name, { counts, wrong }] of Object.entries(parts)) {
    process.stdout.write(`\n${name}\n`);
    Object.entries(counts).forEach(([what, number]) => process.stdout.write(`  ${what.padEnd(36)} ${number}\n`));
    process.stdout.write(`  ${'broken'.padEnd(36)} ${wrong.count}\n`);
    wrong.lines.forEach((line) => process.stdout.write(`    ${line}\n`));
    count += wrong.count;
  }
  return count;
}

async function run(settings, directory) {
  const { seconds, seed } = settings;
  tell(`seed ${seed}: ${settings.servers} servers with ${settings.workers} workers each, ${seconds} s`);
  const world = await build(settings, directory);
  await until(async () => (await Promise.all(world.server.map((server) => server.isWell()))).every(Boolean), 20);
  const crowd = await populate(settings, world);
  const looks = new Looks(world);
  [...crowd.publishers, crowd.appender].forEach((one) => one.begin());
  await sleep(1.5);
  looks.begin();
  let isOver = false;
  const walking = comeAndGo(crowd.members, () => isOver);
  const errors = await harm(schedule(new Chance(seed), seconds, settings), world);
  isOver = true;
  await walking;
  tell('all is healed');
  errors.push(...await quiet(crowd, world));
  const present = new Set(crowd.members.map(({ name }) => name));
  const lists = await listsOf(world, present);
  world.epochs = epochsOf(crowd.subscribers);
  const info = (await ask(world.server[0].port, 'GET', '/info'))?.body;
  const parts = {
    'channels with history': auditChannels('h:', crowd.subscribers, crowd.publishers, world),
    'channels without': auditChannels('n:', crowd.subscribers, crowd.publishers, world),
    members: auditMembers(crowd.members, present, lists, world),
    stream: auditStream(crowd.appender.sent, journal(world), info, world),
    processes: looks.end(),
  };
  errors.push(...await farewell(crowd.members));
  [...crowd.subscribers, ...crowd.publishers, ...crowd.members].forEach((one) => one.close());
  parts.logs = auditLogs(world.server);
  parts.acts = { counts: { 'Redis was emptied': world.redis.emptied.length }, wrong: { count: errors.length, lines: errors } };
  return report(parts);
}

const settings = readOptions(process.argv.slice(2));
const directory = mkdtempSync(join(tmpdir(), 'rtws-chaos-'));
process.on('exit', () => {
  endAll();
  settings.keep ? process.stdout.write(`logs and journals: ${directory}\n`) : rmSync(directory, { recursive: true, force: true });
});
['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((name) => process.on(name, () => fail(2, `ended by ${name}`)));
setTimeout(() => fail(1, 'it does not come to an end'), (settings.seconds + 180) * 1000).unref();
try {
  const broken = await run(settings, directory);
  process.stdout.write(broken === 0 ? `\nchaos passed, seed ${settings.seed}\n` : `\nchaos FAILED, seed ${settings.seed}: ${broken} broken promises\n`);
  process.exit(broken === 0 ? 0 : 1);
} catch (error) {
  fail(2, error.stack);
}

// Acts of violence. Each takes hold of what it harms, so that no two harm the same, and heals it before it is over. All
// that chance decides is decided before anything happens: a schedule follows from its seed alone.
import { signal } from './processes.mjs';
import { now, sleep, until } from './tools.mjs';

const ORPHANS_S = 15; // for workers that have lost their master, and for an orderly end

/** By name: how likely it is, and plan(chance, { count of servers }) -> { holds, act(world) -> words }. */
const KINDS = {
  'kill worker': [4, (chance, { servers, workers }) => {
    const [s, w] = [chance.below(servers), chance.below(workers)];
    return { holds: [`server ${s}`], act: async ({ server }) => `${s}/${w}, pid ${hitWorker(server[s], w, 'SIGKILL')}` };
  }],
  'stop worker for a moment': [2, (chance, { servers, workers }) => {
    const [s, w, seconds] = [chance.below(servers), chance.below(workers), chance.between(0.2, 0.9)];
    return { holds: [`server ${s}`], act: ({ server }) => stopWorker(server[s], w, seconds) };
  }],
  'stop worker for too long': [2, (chance, { servers, workers }) => {
    const [s, w, seconds] = [chance.below(servers), chance.below(workers), chance.between(3.5, 5)];
    return { holds: [`server ${s}`], act: ({ server }) => stopWorker(server[s], w, seconds) };
  }],
  'kill master': [2, (chance, { servers }) => {
    const s = chance.below(servers);
    return {
      holds: [`server ${s}`],
      act: async ({ server }) => {
        const { master } = server[s].family();
        signal(master, 'SIGKILL');
        const begin = now();
        const left = await server[s].gone(ORPHANS_S);
        const told = `${s}, pid ${master}; its workers ended after ${(now() - begin).toFixed(1)} s`;
        await server[s].start();
        if (left > 0) {
          throw new Error(`${left} workers of a killed master had not ended after ${ORPHANS_S} s`);
        }
        return told;
      },
    };
  }],
  'kill server': [2, (chance, { servers }) => {
    const s = chance.below(servers);
    const seconds = chance.next() < 0.5 ? 0 : chance.between(2.5, 4); // its lease ends meanwhile, or not
    return {
      holds: [`server ${s}`],
      act: async ({ server }) => {
        server[s].processes().forEach(({ pid }) => signal(pid, 'SIGKILL'));
        await server[s].gone(5);
        await sleep(seconds);
        await server[s].start();
        return `${s}, all its processes; ${seconds.toFixed(1)} s`;
      },
    };
  }],
  'end server': [2, (chance, { servers }) => {
    const s = chance.below(servers);
    return {
      holds: [`server ${s}`],
      act: async ({ server }) => {
        const begin = now();
        signal(server[s].family().master, 'SIGTERM');
        const left = await server[s].gone(ORPHANS_S);
        const told = `${s}; ${(now() - begin).toFixed(1)} s`;
        await server[s].start();
        if (left > 0) {
          throw new Error(`${left} processes of the server were there ${ORPHANS_S} s after SIGTERM`);
        }
        return told;
      },
    };
  }],
  reload: [2, (chance, { servers }) => {
    const s = chance.below(servers);
    return { holds: [`server ${s}`], act: ({ server }) => reload(server[s]) };
  }],
  'empty Redis': [1, (chance) => {
    const seconds = chance.between(0, 1.5);
    return {
      holds: ['redis'],
      act: async ({ redis }) => {
        await redis.kill();
        await sleep(seconds);
        await redis.start();
        return `back after ${seconds.toFixed(1)} s`;
      },
    };
  }],
  'stop Redis': [2, (chance) => {
    const seconds = chance.between(0.3, 4);
    return {
      holds: ['redis'],
      act: async ({ redis }) => {
        signal(redis.pid, 'SIGSTOP');
        await sleep(seconds);
        signal(redis.pid, 'SIGCONT');
        return `${seconds.toFixed(1)} s`;
      },
    };
  }],
  'cut server from Redis': [3, (chance, { servers }) => {
    const [s, seconds] = [chance.below(servers), chance.next() < 0.3 ? 0 : chance.between(0.3, 5)];
    return {
      holds: [`link ${s}`],
      act: async ({ link }) => {
        const count = link[s].refuse();
        await sleep(seconds);
        link[s].heal();
        return `${s}, ${count} connections, ${seconds.toFixed(1)} s`;
      },
    };
  }],
  'stall server\'s link': [3, (chance, { servers }) => {
    const [s, seconds] = [chance.below(servers), chance.between(0.3, 5)];
    return {
      holds: [`link ${s}`],
      act: async ({ link }) => {
        const count = link[s].stall();
        await sleep(seconds);
        link[s].heal();
        return `${s}, ${count} connections, ${seconds.toFixed(1)} s`;
      },
    };
  }],
  'cut clients': [4, (chance, { servers }) => {
    const [s, share] = [chance.below(servers), chance.between(0.2, 1)];
    const draws = Array.from({ length: 256 }, () => chance.next() < share);
    return {
      holds: [`clients ${s}`],
      act: async ({ way }) => `${s}, ${way[s].cut(() => draws.pop() ?? true)} of ${way[s].count}`,
    };
  }],
  'stall clients': [2, (chance, { servers }) => {
    const [s, seconds] = [chance.below(servers), chance.between(0.3, 5)];
    return {
      holds: [`clients ${s}`],
      act: async ({ way }) => {
        const count = way[s].stall();
        await sleep(seconds);
        way[s].heal();
        return `${s}, ${count} connections, ${seconds.toFixed(1)} s`;
      },
    };
  }],
};

function hitWorker(server, number, name) {
  const pid = server.family().workers.get(number);
  if (pid === undefined) {
    return 'of none: it is not there now';
  }
  signal(pid, name);
  return pid;
}

async function stopWorker(server, number, seconds) {
  const pid = hitWorker(server, number, 'SIGSTOP');
  await sleep(seconds);
  if (Number.isInteger(pid)) {
    signal(pid, 'SIGCONT'); // if it was not killed meanwhile
  }
  return `${server.name}/${number}, pid ${pid}, ${seconds.toFixed(1)} s`;
}

async function reload(server) {
  const { master } = server.family();
  const begin = now();
  server.ends.push(begin);
  signal(master, 'SIGUSR2');
  const isOver = await until(() => server.processes().every(({ pid }) => pid !== master), 30);
  if (!isOver) {
    throw new Error(`the old server ${server.name} was there 30 s after SIGUSR2`);
  }
  return `${server.name}; the old one ended after ${(now() - begin).toFixed(1)} s`;
}

/** An act of a kind that chance chooses; { name, holds, act }. */
function plan(chance, size) {
  const total = Object.values(KINDS).reduce((sum, [weight]) => sum + weight, 0);
  let left = chance.below(total);
  for (const [name, [weight, make]] of Object.entries(KINDS)) {
    if ((left -= weight) < 0) {
      return { name, ...make(chance, size) };
    }
  }
  throw new Error('cannot be');
}

/** All acts of a run: { at, name, holds, act }, one every 1 to 3 seconds. */
export function schedule(chance, seconds, size) {
  const acts = [];
  for (let at = chance.between(0.5, 1.5); at < seconds; at += chance.between(1, 3)) {
    acts.push({ at, ...plan(chance, size) });
  }
  return acts;
}

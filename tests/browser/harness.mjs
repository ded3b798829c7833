// What the tests of the examples have in common: servers on any free port, pages, checks.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const STEP_MS = 8_000;
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const PHP = process.env.RTWS_PHP?.trim().split(/\s+/)
  ?? ['php', '-n', '-d', `extension_dir=${ROOT}/modules`, '-d', 'extension=rtws'];

// ---- servers ----

const servers = new Set();

export async function startServer(example, port = 0, env = {}) {
  const command = [...PHP, `${ROOT}/examples/${example}`, `127.0.0.1:${port}`];
  return startProgram(command, /^ready \S+:(\d+)$/m, { env: { ...process.env, ...env } });
}

/** What PHP prints. */
export function runPhp(script, ...args) {
  return execFileSync(PHP[0], [...PHP.slice(1), `${ROOT}/${script}`, ...args.map(String)], { encoding: 'utf8' });
}

/** A port that nobody has at the moment. */
export async function freePort() {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Any program, until it says so; what the pattern has in parentheses is a port. */
export async function startProgram(command, says, options = {}) {
  const example = command.join(' ');
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  servers.add(child);
  child.on('exit', () => servers.delete(child));
  let output = '';
  const ready = new Promise((done, fail) => {
    const read = (chunk) => {
      output += chunk;
      const match = says.exec(output);
      if (match) {
        done(Number(match[1]));
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', fail);
    child.on('exit', () => fail(new Error(`${example} ended:\n${output}`)));
    setTimeout(() => fail(new Error(`${example} is not ready:\n${output}`)), STEP_MS).unref();
  });
  return { child, port: await ready, output: () => output };
}

export async function endServer(server, signal) {
  const ended = once(server.child, 'exit');
  process.kill(server.child.pid, signal);
  return (await ended)[0];
}

// ---- tests ----

export const count = { passed: 0, failed: 0 };

export async function test(name, body) {
  try {
    await body();
    count.passed++;
    console.log(`ok      ${name}`);
  } catch (error) {
    count.failed++;
    console.log(`FAILED  ${name}\n${String(error.stack ?? error).replace(/^/gm, '        ')}`);
  }
}

export function same(actual, expected) {
  const [a, e] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== e) {
    throw new Error(`${a} is not ${e}`);
  }
}

/** Until what is read is what is expected: most of it takes a moment to arrive. */
export async function becomes(read, expected, ms = STEP_MS) {
  const end = Date.now() + ms;
  for (;;) {
    try {
      return same(await read(), expected);
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((done) => setTimeout(done, 25));
    }
  }
}

/** The value, as soon as it holds. */
export async function until(read, holds, ms = STEP_MS) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await read();
    if (holds(value)) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`${JSON.stringify(value)} does not fulfil ${holds}`);
    }
    await new Promise((done) => setTimeout(done, 25));
  }
}

// ---- pages ----

const NO_CONNECTION = /WebSocket connection to .* failed|ERR_CONNECTION|ERR_INCOMPLETE/;
const consoleErrors = [];
let expected = null;

/** Errors of the console that are none for the time being; null: all are. */
export function expectErrors(pattern) {
  expected = pattern;
}

/** While true, connections may fail. */
export function mayReconnect(value) {
  expectErrors(value ? NO_CONNECTION : null);
}

export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext(options); // its own storage: another person
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected?.test(message.text())) {
      consoleErrors.push(message.text());
    }
  });
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
  await page.goto(url);
  return page;
}

/** The last tests of each example. */
export async function testLogs(server) {
  await test('the console shows no errors', () => same(consoleErrors.splice(0), []));
  await test('the server logs no errors', () => same(/^.*(error|warning).*$/im.exec(server.output())?.[0] ?? null, null));
}

export function killServers() {
  for (const child of servers) {
    child.kill('SIGKILL');
  }
}

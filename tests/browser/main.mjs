// The examples in a real browser: RTWS_PHP is how PHP is run, CHROMIUM the browser, arguments are names of examples.
import { chromium } from 'playwright-core';
import { count, killServers } from './harness.mjs';

const LIMIT_MS = 60_000; // of one example
const ALL = ['chat', 'rooms', 'counter', 'ticker', 'board', 'notify', 'game'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

function finish() {
  killServers();
  console.log(`${count.passed} passed, ${count.failed} failed`);
  process.exit(count.failed ? 1 : 0); // ends the browser too
}

async function runExample(browser, name) {
  console.log(`---- ${name}`);
  const limit = setTimeout(() => {
    count.failed++;
    console.log(`FAILED  ${name} is not done after ${LIMIT_MS / 1000} s`);
    finish();
  }, LIMIT_MS);
  const { default: run } = await import(`./${name}.mjs`);
  try {
    await run(browser);
  } catch (error) {
    count.failed++;
    console.log(`FAILED  ${name}\n${error.stack ?? error}`);
  }
  clearTimeout(limit);
  killServers();
  for (const context of browser.contexts()) {
    await context.close();
  }
}

try {
  // launch() makes an empty profile, and removes it
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, timeout: 20_000,
  });
  const names = process.argv.length > 2 ? process.argv.slice(2) : ALL;
  for (const name of names) {
    await runExample(browser, name);
  }
  await browser.close();
} catch (error) {
  count.failed++;
  console.log(`FAILED  ${error.stack ?? error}`);
}
finish();

#!/usr/bin/env node
import { readArguments, USAGE, UsageError } from './arguments.js';
import { emulate } from './emulate.js';

try {
  const given = readArguments(process.argv.slice(2));
  if (!given) console.log(USAGE);
  else {
    const { url, values, close } = await emulate(given);
    console.log(`Control page: ${url}\n\nFor your app:\n${JSON.stringify(values, null, 2)}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

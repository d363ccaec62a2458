#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { explain, type SignedHere } from '../../src/explain.js';
import { type ExplainArguments, readArguments, SetUpError, USAGE, UsageError } from './arguments.js';
import { emulate } from './emulate.js';

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SetUpError(`${file} cannot be read: ${(error as Error).message}`);
  }
};

const readSigned = (file: string): SignedHere => {
  const text = read(file);
  try {
    const signed = JSON.parse(text) as Partial<SignedHere>;
    if (typeof signed.canonicalRequest === 'string') return signed as SignedHere;
  } catch {}
  throw new SetUpError(`${file} must be JSON with canonicalRequest, as auth.sign returns it.`);
};

const explainFiles = ({ answer, signed }: ExplainArguments): void => {
  const found = explain(read(answer), readSigned(signed));
  console.log(
    found?.sentence ??
      'The response does not say what the server expected. API Gateway and S3 do so if a signature does not match.',
  );
};

try {
  const given = readArguments(process.argv.slice(2));
  if (!given) console.log(USAGE);
  else if (given.command === 'explain') explainFiles(given);
  else {
    const { url, values, problem, close } = await emulate(given);
    if (problem) console.error(`Keys, passwords and ids are new at each start: ${problem}\n`);
    console.log(`Control page: ${url}\n\nFor your app:\n${JSON.stringify(values, null, 2)}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
  }
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 2;
}

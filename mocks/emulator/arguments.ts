import { parseArgs } from 'node:util';

/** A parsed command line. */
export type Arguments =
  | ({ readonly command: 'emulate' } & EmulatorArguments)
  | ({ readonly command: 'explain' } & ExplainArguments);

/** The files to compare. */
export interface ExplainArguments {
  /** The body of the 403. */
  readonly answer: string;
  /** The result of `auth.sign` for the request, in JSON. */
  readonly signed: string;
}

/** Where to listen, and with which options. */
export interface EmulatorArguments {
  /** A file with options of `createAwsMock`, in JSON. */
  readonly config: string | undefined;
  /** The port of the control page. The services get the ports after it. */
  readonly port: number;
  readonly host: string;
}

/** What is wrong with the configuration or the machine. Printed in one line, without a stack. */
export class SetUpError extends Error {}

/** What is wrong with the command line. Printed with the usage. */
export class UsageError extends SetUpError {}

export const USAGE = `Usage: sigv4-interceptor emulate [options]
       sigv4-interceptor explain --answer FILE --signed FILE

emulate runs a mock of AWS on this machine: an API that verifies every signature, a user pool, an identity pool and a hosted UI,
with a control page that shows each call and switches faults on.

  --config FILE    options of createAwsMock (apis, userPools, identityPools, hostedUi, auth0, slack …), in JSON, or a module
                   with them as its default export, whose routes may be functions
  --port NUMBER    port of the control page; the services get the next ones (default: 4400)
  --host ADDRESS   address to listen on (default: 127.0.0.1)
  --allow-remote   allow a --host that other machines can reach, from where anyone may sign in as any user

explain says why a server rejected a signature.

  --answer FILE    the body of the 403, which repeats what the server expected
  --signed FILE    { "canonicalRequest", "stringToSign" } as auth.sign returns them, in JSON

  --help           print this`;

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;

/**
 * Parses the command line.
 *
 * @returns `undefined` for `--help`.
 * @throws UsageError for an unknown command or option, and for an invalid value
 */
export const readArguments = (args: readonly string[]): Arguments | undefined => {
  const parse = () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        port: { type: 'string', default: '4400' },
        host: { type: 'string', default: '127.0.0.1' },
        'allow-remote': { type: 'boolean', default: false },
        answer: { type: 'string' },
        signed: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help) return undefined;
  const [command, ...more] = positionals;
  if (command === 'explain' && more.length === 0) {
    const { answer, signed } = values;
    if (!answer || !signed) throw new UsageError('explain needs --answer and --signed.');
    return { command, answer, signed };
  }
  if (command !== 'emulate' || more.length > 0) throw new UsageError(`There is no command '${positionals.join(' ')}'.`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_000)
    throw new UsageError('--port must be a number from 0 to 65000.');
  if (!LOOPBACK.test(values.host) && !values['allow-remote']) {
    throw new UsageError(`--host ${values.host} is reachable from other machines. Add --allow-remote to allow that.`);
  }
  return { command, config: values.config, port, host: values.host };
};

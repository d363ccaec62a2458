import type { ServiceClient } from '../../../src/cognito/service/client.js';

/** A received call, as JSON would transmit it. */
export interface ScriptedCall {
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it at any depth
  readonly input: any;
}

/** A response, an error to throw, or a function of the input. */
export type Reply = object | Error | ((input: ScriptedCall['input']) => object | Promise<object>);

/** A {@link ServiceClient} that answers by a script, and fails once the script is used up. */
export const scriptedClient = (...replies: readonly Reply[]) => {
  const calls: ScriptedCall[] = [];
  const left = [...replies];
  const client: ServiceClient = {
    call: async <T>(operation: string, input: object): Promise<T> => {
      const sent = JSON.parse(JSON.stringify(input));
      calls.push({ operation, input: sent });
      const reply = left.shift();
      if (!reply) throw new Error(`${operation} was not expected: ${JSON.stringify(sent)}`);
      if (reply instanceof Error) throw reply;
      return (await (typeof reply === 'function' ? reply(sent) : reply)) as T;
    },
  };
  return { client, calls, operations: () => calls.map(({ operation }) => operation), left: () => left.length };
};

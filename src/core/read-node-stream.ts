import { nodeStreams } from '#parts/core';
import { type NodeStream, withTimeout } from './answer.js';
import { ifAvailable } from './part.js';

/**
 * Reads the beginning of a Node stream, which the caller can still read from its start. Empty where the code for that cannot be loaded:
 * no page gets such streams but one with Node's own clients.
 */
export const readNodeStream = async (stream: NodeStream): Promise<string> => {
  const part = await withTimeout(Promise.resolve(ifAvailable(nodeStreams)), undefined);
  return part ? part.peekNodeStream(stream) : '';
};

import { type NodeStream, withTimeout } from './answer.js';
import { MAX_EVIDENCE } from './rejection.js';

/** Reads the first chunk of a Node stream as text, and puts it back so that the caller reads it, too. Waits at most a second. */
export const peekNodeStream = async (stream: NodeStream): Promise<string> => {
  const events = ['readable', 'end', 'error', 'close'];
  let onReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
    for (const event of events) stream.on(event, onReady);
  });
  await withTimeout(ready, undefined);
  for (const event of events) stream.off(event, onReady);
  // Reading an empty stream would end it before the caller listens.
  const chunk = stream.readableLength > 0 ? stream.read() : null;
  if (chunk === null) return '';
  stream.unshift(chunk);
  return (typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk.subarray(0, MAX_EVIDENCE))).slice(
    0,
    MAX_EVIDENCE,
  );
};

import type { Caller } from '../core/credential-source.js';
import type { Pipeline } from '../core/pipeline.js';
import type { Config } from './config.js';

/**
 * The member that marks a config until our adapter has run: a config that still has it in a response was not signed. A string, because
 * axios up to 1.7 loses symbols when an interceptor merges configs; and its value is a function, because code that clones a config does not
 * clone functions.
 */
const CALLERS = 'sigv4Callers';
type Mark = () => void;
/** A config that may have a mark. */
export type MarkedConfig = Config & { [CALLERS]?: Mark };

/** The caller, by pipeline. */
const marks = new WeakMap<Mark, Map<Pipeline, Caller>>();

/** Returns the callers recorded in a config's mark. */
export const getCallers = (config: MarkedConfig | null | undefined): Map<Pipeline, Caller> | undefined => {
  const mark: unknown = config?.[CALLERS];
  return typeof mark === 'function' ? marks.get(mark as Mark) : undefined;
};

/** Records the caller of a config's call in its mark. */
export const setCallers = (config: MarkedConfig, callers: Map<Pipeline, Caller>): void => {
  const mark: Mark = () => {};
  marks.set(mark, callers);
  config[CALLERS] = mark;
};

/** Removes the mark. */
export const clearCallers = (config: MarkedConfig): void => {
  delete config[CALLERS];
};

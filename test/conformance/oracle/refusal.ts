/** Why the oracle does not even compute a signature: what a strict server would refuse, in words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Throws a {@link Refusal} unless `condition` holds. */
export function insist(condition: unknown, reason: string): asserts condition {
  if (!condition) throw new Refusal(reason);
}

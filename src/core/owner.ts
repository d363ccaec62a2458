/** Work that other work can belong to. */
export interface Owner {
  /** When it began, in the order of {@link nextMoment}. */
  readonly since: number;
}

let moments = 0;

/** Returns a larger number than before: an order without a clock. */
export const nextMoment = (): number => ++moments;

/** Work that other work can belong to. */
export interface Owner {
  /** When it began, in the order of {@link nextSequence}. */
  readonly sequence: number;
}

let lastSequence = 0;

/** Returns a larger number than before: an order without a clock. */
export const nextSequence = (): number => ++lastSequence;

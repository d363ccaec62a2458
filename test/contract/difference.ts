/**
 * Something about a client that is not as it was before we were added to it. What is not listed as one is a defect; the
 * The list of differences in src/README.md is made from these.
 */
export interface Difference {
  /** What the contract suite's cases refer to. */
  readonly id: string;
  /** The clients it is about, as the guide names them. */
  readonly clients: string;
  /** What differs, and what to do about it, in a sentence or two for the guide. */
  readonly limit: string;
}

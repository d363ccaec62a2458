/**
 * A difference between a wrapped client and the plain one. Any difference that is not listed is a defect. The table in src/README.md
 * is generated from these.
 */
export interface Difference {
  /** The id that the contract suite's cases refer to. */
  readonly id: string;
  /** The affected clients, by their names in the guide. */
  readonly clients: string;
  /** What differs, and what to do about it, in a sentence or two for the guide. */
  readonly limit: string;
}

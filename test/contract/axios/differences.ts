import type { Difference } from '../difference.js';

/** A difference, and where it shows in what was seen of a call. */
export interface AxiosDifference extends Difference {
  /** Matches the paths at which it shows. */
  readonly where: RegExp;
  /** It shows wherever there is a response or error, so that cases need not name it. */
  readonly everywhere?: true;
}

/** In what axios differs once an instance is intercepted. */
export const axiosDifferences: readonly AxiosDifference[] = [
  {
    id: 'hidden-request',
    clients: 'axios',
    limit:
      'The `request` of a response or error of a signed call is not enumerable, because its headers hold the signature: loggers and ' +
      'copies leave it out, and code that asks for it finds it.',
    where: /request is enumerable$|^result\.request$|^response\.request$/,
    everywhere: true,
  },
];

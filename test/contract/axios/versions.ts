import newest from 'axios';
import axios1_13 from 'axios-1-13';
import axios1_5 from 'axios-1-5';
import axios1_7 from 'axios-1-7';

/** What the contract needs of a copy of axios, whatever version: all speak the newest one's language. */
export type Axios = typeof newest;

/** An adapter that Node has. */
export type AdapterName = 'http' | 'fetch';

/** A client that the contract is run with. */
export interface Client {
  readonly name: string;
  readonly axios: Axios;
  readonly adapter: AdapterName;
  /** The minor version of axios 1. */
  readonly minor: number;
}

const copies: readonly (readonly [minor: number, axios: Axios])[] = [
  [21, newest],
  [13, axios1_13 as unknown as Axios],
  [7, axios1_7 as unknown as Axios],
  [5, axios1_5 as unknown as Axios],
];

/** The fetch adapter came with 1.7. */
export const axiosClients: readonly Client[] = copies.flatMap(([minor, axios]) =>
  (minor < 7 ? (['http'] as const) : (['http', 'fetch'] as const)).map((adapter) => ({
    name: `axios 1.${minor} (${adapter})`,
    axios,
    adapter,
    minor,
  })),
);

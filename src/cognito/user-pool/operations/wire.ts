import type { CodeDelivery, Metadata } from '../sign-in/types.js';

/** A name and a value, as in Cognito's lists. */
export interface WireAttribute {
  readonly Name: string;
  readonly Value?: string;
}

/** The destination of a code in Cognito's spelling. */
export interface WireDelivery {
  readonly Destination?: string;
  readonly DeliveryMedium?: string;
  readonly AttributeName?: string;
}

/** A response that contains the destination of a code. */
export interface WithDelivery {
  readonly CodeDeliveryDetails?: WireDelivery;
}

/** Converts attributes by name to Cognito's list. Keeps `undefined`. */
export const toWireAttributes = (attributes: Metadata | undefined): WireAttribute[] | undefined =>
  attributes && Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

/** Converts Cognito's list to attributes by name. */
export const fromWireAttributes = (list: readonly WireAttribute[] = []): Metadata =>
  Object.fromEntries(list.map(({ Name, Value = '' }) => [Name, Value]));

/** Converts the destination of a code. */
export const toDelivery = (details: WireDelivery | undefined): CodeDelivery => ({
  destination: details?.Destination ?? '',
  medium: details?.DeliveryMedium ?? '',
  attribute: details?.AttributeName,
});

/** Converts Cognito's seconds since the epoch to a date. */
export const toDate = (seconds: number | undefined): Date | undefined =>
  seconds === undefined ? undefined : new Date(seconds * 1000);

/** Collects the items of a paginated operation. */
export const collect = async <T>(
  page: (
    token: string | undefined,
  ) => Promise<{ readonly items?: readonly T[] | undefined; readonly next?: string | undefined }>,
): Promise<T[]> => {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items = [], next } = await page(token);
    all.push(...items);
    token = next;
  } while (token);
  return all;
};

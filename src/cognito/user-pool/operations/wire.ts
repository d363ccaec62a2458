import type { CodeDelivery, Metadata } from '../sign-in/types.js';

/** A name and a value, as Cognito has them in lists. */
export interface WireAttribute {
  readonly Name: string;
  readonly Value?: string;
}

/** Where Cognito sent a code, as it says so. */
export interface WireDelivery {
  readonly Destination?: string;
  readonly DeliveryMedium?: string;
  readonly AttributeName?: string;
}

/** An answer that says where a code was sent. */
export interface WithDelivery {
  readonly CodeDeliveryDetails?: WireDelivery;
}

/** Attributes by name as Cognito's list of them; `undefined` stays. */
export const toWireAttributes = (attributes: Metadata | undefined): WireAttribute[] | undefined =>
  attributes && Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

/** Cognito's list of attributes by name. */
export const fromWireAttributes = (list: readonly WireAttribute[] = []): Metadata =>
  Object.fromEntries(list.map(({ Name, Value = '' }) => [Name, Value]));

/** Where a code was sent. */
export const toDelivery = (details: WireDelivery | undefined): CodeDelivery => ({
  destination: details?.Destination ?? '',
  medium: details?.DeliveryMedium ?? '',
  attribute: details?.AttributeName,
});

/** Cognito's seconds since the epoch as a date. */
export const toDate = (seconds: number | undefined): Date | undefined =>
  seconds === undefined ? undefined : new Date(seconds * 1000);

/** All items of an operation that answers in pages. */
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

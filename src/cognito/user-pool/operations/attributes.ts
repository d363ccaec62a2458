import type { CallOptions } from '../../service/client.js';
import type { CodeDelivery, Metadata } from '../sign-in/types.js';
import { OutcomeUnknownError } from '../../errors.js';
import type { Calls, TriggerOptions } from './calls.js';
import {
  fromWireAttributes,
  toDelivery,
  toWireAttributes,
  type WireAttribute,
  type WireDelivery,
  type WithDelivery,
} from './wire.js';

/** Operations on the attributes of the signed-in user, by Cognito's names, such as `email`. */
export interface AttributeOperations {
  /** Returns all attributes that the app client can read, by name. */
  getAttributes(options?: CallOptions): Promise<Metadata>;
  /**
   * Sets attributes.
   *
   * @returns The destinations of the codes that were sent, by attribute: pass them to {@link verifyAttribute}.
   */
  updateAttributes(
    input: TriggerOptions & { readonly attributes: Metadata },
  ): Promise<Readonly<Record<string, CodeDelivery>>>;
  /** Removes attributes. */
  deleteAttributes(input: CallOptions & { readonly names: readonly string[] }): Promise<void>;
  /** Sends a code for {@link verifyAttribute} to an unverified address. */
  sendAttributeCode(input: TriggerOptions & { readonly name: string }): Promise<CodeDelivery>;
  /**
   * Verifies an address with the code that was sent to it.
   *
   * @throws OutcomeUnknownError if a response was lost and the address is verified: by this call or by an earlier one
   */
  verifyAttribute(input: CallOptions & { readonly name: string; readonly code: string }): Promise<void>;
}

const readAttributes = async (asUser: Calls['asUser'], options?: CallOptions): Promise<Metadata> =>
  fromWireAttributes(
    (await asUser<{ readonly UserAttributes?: readonly WireAttribute[] }>('GetUser', {}, options)).UserAttributes,
  );

/** Creates the {@link AttributeOperations}. */
export const createAttributeOperations = ({ asUser }: Calls): AttributeOperations => ({
  getAttributes: (options) => readAttributes(asUser, options),
  updateAttributes: async ({ attributes, clientMetadata, signal }) => {
    const { CodeDeliveryDetailsList = [] } = await asUser<{
      readonly CodeDeliveryDetailsList?: readonly WireDelivery[];
    }>(
      'UpdateUserAttributes',
      { UserAttributes: toWireAttributes(attributes), ClientMetadata: clientMetadata },
      { signal },
    );
    return Object.fromEntries(CodeDeliveryDetailsList.map((details) => [details.AttributeName, toDelivery(details)]));
  },
  deleteAttributes: async ({ names, signal }) => {
    await asUser('DeleteUserAttributes', { UserAttributeNames: names }, { signal });
  },
  sendAttributeCode: async ({ name, clientMetadata, signal }) => {
    const input = { AttributeName: name, ClientMetadata: clientMetadata };
    const answer = await asUser<WithDelivery>('GetUserAttributeVerificationCode', input, { signal });
    return toDelivery(answer.CodeDeliveryDetails);
  },
  verifyAttribute: async ({ name, code, signal }) => {
    try {
      await asUser('VerifyUserAttribute', { AttributeName: name, Code: code }, { signal });
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError)) throw error;
      const attributes = await readAttributes(asUser, { signal }).catch((): Metadata => ({}));
      // An unverified address proves that this call failed. A verified one may have been verified before.
      throw attributes[`${name}_verified`] === 'false' ? error.cause : error;
    }
  },
});

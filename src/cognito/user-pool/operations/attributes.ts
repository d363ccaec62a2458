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

/** Operations on the attributes of the user who is signed in, by Cognito's names, such as `email`. */
export interface AttributeOperations {
  /** All attributes that the app client may read, by name. */
  getAttributes(options?: CallOptions): Promise<Metadata>;
  /** Sets attributes. The answer tells, by attribute, where a code was sent: confirm those with {@link verifyAttribute}. */
  updateAttributes(
    input: TriggerOptions & { readonly attributes: Metadata },
  ): Promise<Readonly<Record<string, CodeDelivery>>>;
  /** Removes attributes. */
  deleteAttributes(input: CallOptions & { readonly names: readonly string[] }): Promise<void>;
  /** Sends a code for {@link verifyAttribute} to an address that is not verified. */
  sendAttributeCode(input: TriggerOptions & { readonly name: string }): Promise<CodeDelivery>;
  /**
   * Verifies an address by the code that was sent there.
   *
   * @throws OutcomeUnknownError an answer was lost, and the address is verified now: by this, or since before
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
      // What is not verified was not verified by this. What is may have been before.
      throw attributes[`${name}_verified`] === 'false' ? error.cause : error;
    }
  },
});

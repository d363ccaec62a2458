import type { CallOptions } from '../client.js';
import type { CodeDelivery, Metadata } from '../sign-in/types.js';
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
  /** Verifies an address by the code that was sent there. */
  verifyAttribute(input: CallOptions & { readonly name: string; readonly code: string }): Promise<void>;
}

/** Makes the {@link AttributeOperations}. */
export const createAttributeOperations = ({ asUser }: Calls): AttributeOperations => ({
  getAttributes: async (options) =>
    fromWireAttributes(
      (await asUser<{ readonly UserAttributes?: readonly WireAttribute[] }>('GetUser', {}, options)).UserAttributes,
    ),
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
    await asUser('VerifyUserAttribute', { AttributeName: name, Code: code }, { signal });
  },
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetUpError } from './arguments.js';
import type { AwsMockOptions } from '../options.js';

/** The default configuration: a user for each way of signing in, and a route that is denied to guests. */
export const exampleWith = (password: string): AwsMockOptions => ({
  usersOnly: ['/members', '/members/{path+}'],
  userPools: [
    {
      requiredAttributes: ['email'],
      users: [
        { username: 'alice', password, attributes: { email: 'alice@example.com' } },
        { username: 'bob', password, attributes: { email: 'bob@example.com' }, mfa: ['SOFTWARE_TOKEN_MFA'] },
        { username: 'carol', password, attributes: { email: 'carol@example.com' }, status: 'FORCE_CHANGE_PASSWORD' },
        {
          username: 'dave',
          password,
          attributes: { email: 'dave@example.com', phone_number: '+15555550100' },
          mfa: ['SMS_MFA', 'EMAIL_OTP'],
        },
      ],
    },
  ],
  identityPools: [{ guests: true }],
  hostedUi: {},
});

/**
 * Reads options of `createAwsMock` from JSON, or from the default export of a module, whose routes may be functions.
 *
 * @throws SetUpError for an unreadable file
 */
export const readConfiguration = async (file: string): Promise<AwsMockOptions> => {
  const isModule = /\.[cm]?[jt]s$/.test(file);
  try {
    if (!isModule) return JSON.parse(readFileSync(file, 'utf8')) as AwsMockOptions;
    const module = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: AwsMockOptions };
    if (module.default) return module.default;
  } catch (error) {
    const { message } = error as Error;
    throw new SetUpError(`--config ${file} cannot be read${isModule ? '' : ' as JSON'}: ${message}`);
  }
  throw new SetUpError(`--config ${file} has no default export. Export the options of createAwsMock.`);
};

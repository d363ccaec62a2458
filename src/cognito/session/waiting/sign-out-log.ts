import { currentOwners } from '#call-context';
import { nextSequence, type Owner } from '../../../core/owner.js';

/** How many sign-outs are kept. A relevant one is newer than the re-authentication that it overrules. */
const MAX_ENTRIES = 20;

/** The sign-outs of this tab, with the re-authentications that requested them. */
export interface SignOutLog {
  /** Adds a sign-out that is requested now. */
  add(): void;
  /**
   * Whether the user signed out after the re-authentication that runs the calling code began: the sign-out then wins. A
   * sign-out by the re-authentication itself does not count.
   */
  overrulesCaller(): boolean;
}

/**
 * Creates the {@link SignOutLog} of a session. In browsers, the calling re-authentication is known only until its first
 * `await`.
 */
export const createSignOutLog = (): SignOutLog => {
  const entries: { readonly at: number; readonly owners: readonly Owner[] }[] = [];
  return {
    add: () => {
      entries.push({ at: nextSequence(), owners: currentOwners() });
      if (entries.length > MAX_ENTRIES) entries.shift();
    },
    overrulesCaller: () =>
      currentOwners().some((owner) => entries.some(({ at, owners }) => at > owner.sequence && !owners.includes(owner))),
  };
};

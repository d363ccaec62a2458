import type { Settings } from './settings.js';

/** A group of users. */
export interface Group {
  readonly name: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly precedence?: number;
  readonly createdAt: number;
}

/** The groups of a pool. Users know their groups by name. */
export interface GroupStore {
  find(name: string): Group | undefined;
  add(group: Omit<Group, 'createdAt'>): Group;
  /** Restores the groups of the declared users. */
  reset(): void;
}

/** Creates a {@link GroupStore} with the groups that declared users are in. */
export const createGroupStore = ({ users }: Pick<Settings, 'users'>, now: () => number): GroupStore => {
  const groups = new Map<string, Group>();
  const add: GroupStore['add'] = (group) => {
    const created = { ...group, createdAt: now() };
    groups.set(group.name, created);
    return created;
  };
  const reset = (): void => {
    groups.clear();
    for (const name of new Set(users.flatMap((user) => user.groups ?? []))) add({ name });
  };
  reset();
  return { find: (name) => groups.get(name), add, reset };
};

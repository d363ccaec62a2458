import type { Group } from '../groups.js';
import { optionalText, text } from '../input.js';
import type { Output, Pool } from '../pool.js';
import { onPool, onUser } from './caller.js';
import { refusal } from '../refusals.js';
import { seconds } from './shown-user.js';

const groupType = ({ settings }: Pool, group: Group): Output => ({
  GroupName: group.name,
  UserPoolId: settings.id,
  Description: group.description,
  RoleArn: group.roleArn,
  Precedence: group.precedence,
  CreationDate: seconds(group.createdAt),
  LastModifiedDate: seconds(group.createdAt),
});

/** CreateGroup. */
export const createGroup = onPool((pool, input) => {
  const name = text(input, 'GroupName');
  if (pool.groups.find(name)) throw refusal('groupExists');
  const description = optionalText(input, 'Description');
  const roleArn = optionalText(input, 'RoleArn');
  const group = pool.groups.add({
    name,
    ...(description === undefined ? {} : { description }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(typeof input.Precedence === 'number' ? { precedence: input.Precedence } : {}),
  });
  return { Group: groupType(pool, group) };
});

/** AdminAddUserToGroup. The claim `cognito:groups` has the group from the next tokens on. */
export const adminAddUserToGroup = onUser((pool, input, user) => {
  const name = text(input, 'GroupName');
  if (!pool.groups.find(name)) throw refusal('unknownGroup');
  if (!user.groups.includes(name)) user.groups.push(name);
  return {};
});

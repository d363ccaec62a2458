import type { Operation } from '../pool.js';
import { adminInitiateAuth, adminRespondToAuthChallenge } from './authentication.js';
import { adminCreateUser } from './create-user.js';
import { adminAddUserToGroup, createGroup } from './groups.js';
import { listUsers } from './list-users.js';
import * as users from './users.js';

/** The operations that need AWS credentials, by their names in `x-amz-target`: those that test set-ups use. */
export const ADMIN_OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['AdminCreateUser', adminCreateUser],
  ['AdminGetUser', users.adminGetUser],
  ['AdminSetUserPassword', users.adminSetUserPassword],
  ['ListUsers', listUsers],
  ['AdminInitiateAuth', adminInitiateAuth],
  ['AdminRespondToAuthChallenge', adminRespondToAuthChallenge],
  ['CreateGroup', createGroup],
  ['AdminAddUserToGroup', adminAddUserToGroup],
  ['AdminUpdateUserAttributes', users.adminUpdateUserAttributes],
  ['AdminConfirmSignUp', users.adminConfirmSignUp],
  ['AdminDeleteUser', users.adminDeleteUser],
  ['AdminUserGlobalSignOut', users.adminUserGlobalSignOut],
]);

/** The fields of a stored record, in the format of its version. */
export type StoredFields = Readonly<Record<string, unknown>>;

/**
 * Each function converts a record to the next version, beginning with version 1. The functions are pure and do not
 * depend on the session. To change the format in a way that an older reader would misunderstand, add a function here,
 * and a record of the previous version to test/cognito/records.
 *
 * `version`, `configuration` and `generation` keep their place and meaning in every version, because older readers rely
 * on them. An older reader treats a record of a later version as signed out. It leaves the record untouched until the
 * user signs in or out there. That replaces the record, since a sign-out applies to all tabs, and increments
 * `generation`, so that a sign-in in progress in a later version is refused. The later version then reads the result
 * like any older record.
 */
const MIGRATIONS: readonly ((stored: StoredFields) => StoredFields)[] = [];

/** The version that this package writes. */
export const VERSION: number = MIGRATIONS.length + 1;

/** Converts a record to the current version. */
export const migrate = (stored: StoredFields, version: number, migrations = MIGRATIONS): StoredFields =>
  migrations.slice(version - 1).reduce((fields, step) => step(fields), stored);

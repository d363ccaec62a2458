/** What was stored, as its version has it. */
export type StoredFields = Readonly<Record<string, unknown>>;

/**
 * What makes a record of the next version of one, the first for version 1. Pure, and told nothing of the session. To change what is
 * stored in a way that an older reader would misunderstand, add a step here, and to test/cognito/records a text as the version before
 * wrote it.
 *
 * `version`, `configuration` and `generation` keep their place and meaning in every version, because older readers go by them. To them a
 * record of a later version means that nobody is signed in. They leave it alone, until somebody signs in there, or out: that replaces it,
 * since a sign-out holds for all tabs, and counts on in `generation`, so that a sign-in that a later version has under way is refused. The
 * later version reads what they wrote as any older record.
 */
const MIGRATIONS: readonly ((stored: StoredFields) => StoredFields)[] = [];

/** The version that is written. */
export const VERSION: number = MIGRATIONS.length + 1;

/** A record of a version, as the last one has it. */
export const migrate = (stored: StoredFields, version: number, migrations = MIGRATIONS): StoredFields =>
  migrations.slice(version - 1).reduce((fields, step) => step(fields), stored);

/**
 * A duration: milliseconds, or a number with a unit (`ms`, `s`, `m`, `h`, `d`) such as `'-10m'`, `'+90s'`, `'2h'`.
 */
export type Duration = number | string;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Converts a duration to milliseconds.
 *
 * @param option The option or parameter that holds the duration, for the message.
 * @throws TypeError for anything but a {@link Duration}
 */
export const toMilliseconds = (duration: Duration, option: string): number => {
  if (typeof duration === 'number' && Number.isFinite(duration)) return duration;
  const [, sign, amount = '', unit = ''] =
    typeof duration === 'string' ? (/^\s*([+-]?)(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/.exec(duration) ?? []) : [];
  const size = UNITS[unit];
  if (size === undefined) {
    throw new TypeError(
      `${option}: expected a duration such as '-10m', '+90s', '2h', or a number of milliseconds, not ${describe(duration)}.`,
    );
  }
  return (sign === '-' ? -1 : 1) * Number(amount) * size;
};

const describe = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

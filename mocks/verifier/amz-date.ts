/** A time as SigV4 writes it: ISO 8601 basic format, UTC, `YYYYMMDD'T'HHMMSS'Z'`. */
export const toAmzDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');

/** The time in milliseconds of an ISO 8601 basic date; `undefined` for anything else, 30 February included. */
export const parseAmzDate = (text: string): number | undefined => {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) || toAmzDate(time) !== text ? undefined : time;
};

/** Formats a time for SigV4: ISO 8601 basic format, UTC, `YYYYMMDD'T'HHMMSS'Z'`. */
export const toAmzDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');

/** Parses an ISO 8601 basic date to milliseconds since 1970. Undefined for anything else, such as 30 February. */
export const parseAmzDate = (text: string): number | undefined => {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) || toAmzDate(time) !== text ? undefined : time;
};

/** Unescapes a JSON string, even if the JSON around it is truncated and cannot be parsed. */
export const unescapeJson = (text: string): string =>
  text.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_, hex, character) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : character === 'n' ? '\n' : character,
  );

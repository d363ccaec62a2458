/** The text that a JSON string stands for, also where the rest of the JSON is cut off and cannot be parsed. */
export const unescapeJson = (text: string): string =>
  text.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_, hex, character) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : character === 'n' ? '\n' : character,
  );

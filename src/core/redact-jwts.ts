/** Whether a word is a JSON Web Token, possibly with other words joined to it by dots. */
const isJwt = (word: string): boolean => {
  const parts = word.split('.');
  const first = parts.findIndex((part) => /\beyJ[\w-]/.test(part));
  return first >= 0 && first + 2 < parts.length;
};

/** Redacts the JSON Web Tokens in a text. */
export const redactJwts = (text: string): string =>
  text.replace(/[\w.-]+/g, (word) => (isJwt(word) ? '[redacted]' : word));

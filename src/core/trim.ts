/**
 * Removes characters from both ends of a text. Not with a pattern: one that is anchored at the end takes quadratic time if the
 * characters occur in the middle.
 *
 * @param characters The characters to remove.
 */
export const trim = (text: string, characters: string): string => {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text[start]!)) start++;
  while (end > start && characters.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
};

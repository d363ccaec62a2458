/**
 * A text without some characters at both ends. Not by a pattern: one that is anchored at the end takes the square of the length where
 * the characters stand in the middle.
 *
 * @param characters The characters to leave out.
 */
export const trim = (text: string, characters: string): string => {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text[start]!)) start++;
  while (end > start && characters.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
};

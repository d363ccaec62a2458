/** No service answers with more than this: 1 MiB. */
const LONGEST_ANSWER = 1_048_576;

/**
 * The body of an answer as text; of one that is longer than {@link LONGEST_ANSWER}, only its beginning. A broken or endless answer
 * must cost neither memory nor time.
 */
export const readText = async (response: Response): Promise<string> => {
  // React Native has no streams, and reads an answer whole before it gives it.
  if (!response.body) return (await response.text()).slice(0, LONGEST_ANSWER);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < LONGEST_ANSWER) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
  reader.cancel().catch(() => {});
  return text.slice(0, LONGEST_ANSWER);
};

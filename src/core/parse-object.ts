/** Parses a JSON object, without null members, which some servers send for missing ones. `undefined` for any other text. */
export const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value = JSON.parse(text, (_, member) => member ?? undefined);
    return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

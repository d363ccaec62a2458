/** The object that a text is as JSON, without members that are null: some servers write null for nothing. `undefined` for all else. */
export const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value = JSON.parse(text, (_, member) => member ?? undefined);
    return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const short = (text) => (text.length > 240 ? `${text.slice(0, 240)}…` : text);

/** Throws where two values differ as JSON. */
export const equal = (actual, expected, what) => {
  const [one, other] = [actual, expected].map((value) => JSON.stringify(value) ?? 'undefined');
  if (one !== other) throw new Error(`${what}: expected ${short(other)}, not ${short(one)}`);
};

/** Throws where something does not hold. */
export const ensure = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** What a promise is rejected with. */
export const rejectionOf = async (promise, what) => {
  const result = await promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if ('value' in result) throw new Error(`${what}: expected an error, not ${JSON.stringify(result.value)}`);
  return result.error;
};

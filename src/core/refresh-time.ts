/**
 * When to renew something that expires, in milliseconds since the epoch: `margin` before its expiry. If its lifetime is shorter than
 * twice the margin, it is renewed halfway through, not on every call.
 *
 * @param now When it was received.
 * @returns `NaN` for an unknown expiry, so that a comparison with the time never counts it as unlimited.
 */
export const refreshTime = (expiresAt: number, margin: number, now: number): number =>
  Math.max(expiresAt - margin, (now + expiresAt) / 2);

/** The payload of a JWT. */
export type Claims = Readonly<Record<string, unknown>>;

declare module 'aws4' {
  interface Request {
    readonly method: string;
    readonly host: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array | string;
    readonly service: string;
    readonly region: string;
    readonly extraHeadersToIgnore: Readonly<Record<string, boolean>>;
    readonly extraHeadersToInclude: Readonly<Record<string, boolean>>;
  }
  interface Keys {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  }
  const aws4: { sign(request: Request, keys: Keys): { readonly headers: Readonly<Record<string, string>> } };
  export default aws4;
}

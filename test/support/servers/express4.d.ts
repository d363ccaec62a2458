/** The little of express 4 that the server here uses; the package brings no types. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string | undefined>;
  rawBody?: Buffer;
}

export interface Response {
  status(code: number): Response;
  json(value: unknown): Response;
}

export type Handler = (request: Request, response: Response, next: (error?: unknown) => void) => unknown;

export interface Application {
  use(handler: Handler): void;
  listen(port: number, host: string, listening: () => void): import('node:http').Server;
}

export interface Express {
  (): Application;
  raw(options: {
    type: () => boolean;
    limit: string;
    verify: (request: Request, _: Response, bytes: Buffer) => void;
  }): Handler;
}

/** The options of `@filen/aws4-express` that are used here; its own types need those of express. */
export interface VerifyOptions {
  secretKey(message: { accessKey: string }): string | undefined;
  onSignatureMismatch(request: Request, response: Response): void;
  onMissingHeaders(request: Request, response: Response): void;
}

export interface Aws4Express {
  awsVerify(options: VerifyOptions): Handler;
}

/** A call of Cognito or STS, and its outcome. Holds no secret, token or password. */
export interface MockOperation {
  readonly service: ServiceName;
  /** The operation, such as `GetId` or `InitiateAuth`; for a GET, its path. */
  readonly operation: string;
  /** When it arrived, by the server's clock, in milliseconds since 1970. */
  readonly time: number;
  /** The status of the response. */
  readonly status: number;
  /** The error code of a refusal, such as `NotAuthorizedException`. */
  readonly code?: string;
}

/** The services that issue tokens and credentials, by the names in their hosts. */
export type ServiceName = 'cognito-idp' | 'cognito-identity' | 'sts';

/** The calls of Cognito and STS, in the order of their responses. */
export interface OperationLog {
  add(operation: MockOperation): void;
  clear(): void;
  operations(name?: string): MockOperation[];
}

/** Creates an empty {@link OperationLog}. */
export const createOperationLog = (): OperationLog => {
  let log: MockOperation[] = [];
  return {
    add: (operation) => void log.push(operation),
    clear: () => {
      log = [];
    },
    operations: (name) => log.filter(({ operation }) => name === undefined || operation === name),
  };
};

/** A call of Cognito or STS, and what came of it. Holds no secret, token or password. */
export interface MockOperation {
  readonly service: ServiceName;
  /** Such as `GetId` or `InitiateAuth`; of a GET its path. */
  readonly operation: string;
  /** When it arrived, by the server's clock, in milliseconds since 1970. */
  readonly time: number;
  /** The status of the answer. */
  readonly status: number;
  /** What the refusal is called, such as `NotAuthorizedException`. */
  readonly code?: string;
}

/** The services that issue tokens and credentials, named as their hosts are. */
export type ServiceName = 'cognito-idp' | 'cognito-identity' | 'sts';

/** The calls of Cognito and STS, in the order of their answers. */
export interface OperationLog {
  add(operation: MockOperation): void;
  clear(): void;
  operations(name?: string): MockOperation[];
}

/** Remembers the calls of Cognito and STS. */
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

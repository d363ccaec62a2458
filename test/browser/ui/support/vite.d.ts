declare module '*?url' {
  const url: string;
  export default url;
}

declare module 'virtual:example/README.md' {
  export const session: import('sigv4-interceptor/cognito').CognitoSession;
  export const members: Response;
}

declare module 'virtual:example/src/ui/README.md' {
  export const session: import('sigv4-interceptor/cognito').CognitoSession;
  export const state: import('sigv4-interceptor/cognito').SessionState;
}

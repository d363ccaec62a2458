declare module '*?url' {
  const url: string;
  export default url;
}

declare module 'virtual:readme-example' {
  export const session: import('sigv4-interceptor/cognito').CognitoSession;
  export const state: import('sigv4-interceptor/cognito').SessionState;
}

// The request that all figures are about. Free of Node's modules: the page that measures in browsers imports it too.

export const REGION = 'eu-west-1';
export const SERVICE = 'execute-api';
export const HOST = `abcdef1234.${SERVICE}.${REGION}.amazonaws.com`;
export const PATH = '/prod/items';
export const QUERY = { page: '1' };
export const AWS_URL = `https://${HOST}${PATH}?page=1`;
export const TYPE = 'application/json';

/** Temporary credentials with a session token as long as Cognito's. */
export const credentialsNamed = (accessKeyId) => ({
  accessKeyId,
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'IQoJb3JpZ2luX2VjEJv//////////wEaCWV1LXdlc3QtMSJ'.repeat(22).slice(0, 1000),
});

export const CREDENTIALS = credentialsNamed('ASIAIOSFODNN7EXAMPLE');

/** A JSON text of exactly so many bytes. */
export const jsonOf = (bytes) => JSON.stringify({ text: 'a'.repeat(bytes - '{"text":""}'.length) });

import { createAwsMock } from 'sigv4-interceptor/mocks';

/** The AWS of the first page: an API that verifies every signature, in the page. */
export const aws = createAwsMock({
  region: 'eu-west-1',
  baseUrl: 'https://api.example.com',
  users: ['alice'],
  routes: {
    'GET /items': ['First', 'Second', 'Third'],
    'GET /items/{id}': (_request, { params }) => ({ id: params.id }),
  },
});

/** Where its API is. */
export const url = aws.baseUrl;
/** Gives temporary credentials, and new ones each time it is asked. */
export const credentials = aws.credentialsProvider();

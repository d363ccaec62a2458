// The packages as an app imports them.
import axios from 'axios';
import ky from 'ky';
import { createSigV4, createTokenAuth } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { wrapKy } from 'sigv4-interceptor/ky';

export const libraries = {
  axios,
  ky,
  createSigV4,
  createTokenAuth,
  interceptAxios,
  createCognitoSession,
  memoryStorage,
  wrapFetch,
  createHostedUi,
  wrapKy,
};

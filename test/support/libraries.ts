import axios from 'axios';
import ky from 'ky';
import ky1 from 'ky1';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import type { Libraries } from './clients.js';

/** The packages as the tests of the sources import them. */
export const libraries: Libraries = { axios, ky, ky1, interceptAxios, wrapFetch, wrapKy };

// axios's typings for `require` are another module than those for `import`, so both get the option.
import type {} from 'axios';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** `false` sends this call as if the instance had not been intercepted. Default: true. */
    authenticate?: boolean;
  }
}

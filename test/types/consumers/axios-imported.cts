import axios, { type AxiosInstance } from 'axios';

const url = 'https://x.example.com';

export const call = async (): Promise<unknown> => {
  const { createSigV4 } = await import('sigv4-interceptor');
  const { interceptAxios } = await import('sigv4-interceptor/axios');
  const auth = createSigV4({ credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' } });
  const api: AxiosInstance = axios.create();
  const detach: () => void = interceptAxios(api, auth);
  const answer = await api.get(url, { authenticate: false });
  detach();
  return answer.data;
};

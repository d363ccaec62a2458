/** The part of a package.json that says where the source code is. */
export interface Manifest {
  readonly repository?: string | { readonly url?: string };
}

/** The web address of the repository, without a slash at the end; `undefined` where package.json names none. */
export const repositoryUrl = ({ repository }: Manifest): string | undefined => {
  const url = typeof repository === 'string' ? repository : repository?.url;
  const https = url
    ?.replace(/^github:|^(?=[\w.-]+\/[\w.-]+$)/, 'https://github.com/')
    .replace(/^git\+/, '')
    .replace(/^git:/, 'https:')
    .replace(/^ssh:\/\/git@/, 'https://')
    .replace(/(\.git)?\/?$/, '');
  return https?.startsWith('https://') ? https : undefined;
};

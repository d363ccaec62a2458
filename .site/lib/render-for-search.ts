import type { MarkdownEnv } from 'vitepress';

/** What is needed of markdown-it, of whose types VitePress uses two versions. */
interface Renderer {
  render(source: string, env: MarkdownEnv): string;
}

/**
 * What the search index is made of. A property or parameter of the API reference is found as part of its function or interface:
 * one entry each would bury the guides.
 */
export const renderForSearch = (source: string, env: MarkdownEnv, md: Renderer): string => {
  const html = md.render(source, env);
  return env.relativePath.startsWith('api/') ? html.replace(/<(\/?)h[4-6]\b/g, '<$1p') : html;
};

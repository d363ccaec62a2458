import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import GuideDiagram from './GuideDiagram.vue';
import TryIt from '../../try/TryIt.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('GuideDiagram', GuideDiagram);
    app.component('TryIt', TryIt);
  },
} satisfies Theme;

import { createApp } from 'vue';
import Own from './Own.vue';

createApp(Own).mount('#root');

import { mount } from 'svelte';
import Own from './Own.svelte';

mount(Own, { target: document.querySelector('#root')! });

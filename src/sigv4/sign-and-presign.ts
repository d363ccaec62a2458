// What a call that is sent does not need: one part, because both need the same modules.
export { presign } from './presign.js';
export { sign } from './sign.js';

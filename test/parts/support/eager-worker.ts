import 'sigv4-interceptor/eager';
import { answerPage } from './answer.js';

answerPage();

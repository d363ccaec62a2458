import { answerPage } from './answer.js';

answerPage();

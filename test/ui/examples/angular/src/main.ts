// Without Angular's build step, the browser compiles the templates.
import '@angular/compiler';
import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app';

await bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });

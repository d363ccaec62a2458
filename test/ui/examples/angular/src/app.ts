import { Component, CUSTOM_ELEMENTS_SCHEMA, DestroyRef, inject, signal } from '@angular/core';
import type { SignInElementEvents } from 'sigv4-interceptor/ui';
import 'sigv4-interceptor/ui';
import { session } from './auth';
import { loadGreeting } from './greeting';

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <button type="button" (click)="load()">Load</button>
    @if (isSignedIn()) {
      <button type="button" (click)="signOut()">Sign out {{ user() }}</button>
    }
    <output>{{ greeting() }}</output>
    <sigv4-sign-in [session]="session" [autoShow]="true" (sigv4-signed-in)="greet($event)" />
  `,
})
export class App {
  protected readonly session = session;
  protected readonly isSignedIn = signal(false);
  protected readonly greeting = signal('');
  protected readonly user = signal('');

  constructor() {
    const stop = session.subscribe(() => this.isSignedIn.set(session.isSignedIn));
    inject(DestroyRef).onDestroy(stop);
  }

  protected async load(): Promise<void> {
    this.greeting.set(await loadGreeting());
  }

  protected greet({ detail }: SignInElementEvents['sigv4-signed-in']): void {
    this.user.set(detail.username ?? '');
  }

  protected async signOut(): Promise<void> {
    await session.signOut();
    this.greeting.set('');
  }
}

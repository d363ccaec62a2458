import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { autoShowSignIn, type Rendered, SignInElement, showSignIn } from 'sigv4-interceptor/ui';
import { createSignInFlow, type FlowStep, type SignInFlow } from 'sigv4-interceptor/ui/flow';

const session = createCognitoSession({ userPoolId: 'eu-west-1_AbCd12345', userPoolClientId: 'c' });

export const flow: SignInFlow = createSignInFlow(session, { language: 'de', providers: ['Google'] });
export const state: Promise<string> = showSignIn({ session, canCancel: true, logo: '/logo.svg' });
export const stop: () => void = autoShowSignIn({ session, primaryColor: 'teal' });
// @ts-expect-error it is a boolean
export const wrong = showSignIn({ session, canCancel: 'no' });

const element: SignInElement = document.createElement('sigv4-sign-in');
element.session = session;
element.renderHeader = ({ title }: FlowStep): Rendered => title;
element.addEventListener('sigv4-signed-in', ({ detail }) => {
  const username: string | undefined = detail.username;
  document.title = username ?? detail.state;
});
document.addEventListener('sigv4-step', ({ detail: { name } }) => console.log(name));
export const isOurs = (node: Node): boolean => node instanceof SignInElement;

import { LitElement } from 'lit';
import type { CognitoSession } from '../../cognito/session/types.js';
import type { SignInFlow } from '../flow/types.js';
import type { SignInElementOptions } from './options.js';

const text = { type: String };
const flag = { type: Boolean };
const object = { attribute: false };
const named = (attribute: string, kind: { type: unknown }) => ({ ...kind, attribute });

/** The properties of `<sigv4-sign-in>`. Strings and booleans are also attributes, in kebab-case. */
export class SignInProperties extends LitElement {
  static override properties = {
    session: object,
    flow: object,
    autoShow: named('auto-show', flag),
    logo: text,
    backgroundColor: named('background-color', text),
    secondaryBackgroundColor: named('secondary-background-color', text),
    primaryColor: named('primary-color', text),
    canCancel: named('can-cancel', flag),
    disableSignUpButton: named('disable-sign-up-button', flag),
    renderHeader: object,
    renderFooter: object,
    renderField: object,
    usernameKind: named('username-kind', text),
    signUpFields: object,
    passwordPolicy: object,
    disableSignUp: named('disable-sign-up', flag),
    passkeys: flag,
    rememberDevice: named('remember-device', flag),
    totpIssuer: named('totp-issuer', text),
    providers: object,
    hostedUi: object,
    hostedUiMode: named('hosted-ui-mode', text),
    language: text,
    texts: object,
    clientMetadata: object,
    storage: object,
  };

  /** The session that the user signs in to. Without a session or a flow, the element shows nothing. */
  declare session: CognitoSession | undefined;
  /** The app's own flow, instead of one that the element creates. The flow options then have no effect. */
  declare flow: SignInFlow | undefined;
  /** Whether to show nothing here, but a dialog when a call waits for a sign-in. Default: false. */
  declare autoShow: boolean;
  declare logo: SignInElementOptions['logo'];
  declare backgroundColor: SignInElementOptions['backgroundColor'];
  declare secondaryBackgroundColor: SignInElementOptions['secondaryBackgroundColor'];
  declare primaryColor: SignInElementOptions['primaryColor'];
  declare canCancel: SignInElementOptions['canCancel'];
  declare disableSignUpButton: SignInElementOptions['disableSignUpButton'];
  declare renderHeader: SignInElementOptions['renderHeader'];
  declare renderFooter: SignInElementOptions['renderFooter'];
  declare renderField: SignInElementOptions['renderField'];
  declare usernameKind: SignInElementOptions['usernameKind'];
  declare signUpFields: SignInElementOptions['signUpFields'];
  declare passwordPolicy: SignInElementOptions['passwordPolicy'];
  declare disableSignUp: SignInElementOptions['disableSignUp'];
  declare passkeys: SignInElementOptions['passkeys'];
  declare rememberDevice: SignInElementOptions['rememberDevice'];
  declare totpIssuer: SignInElementOptions['totpIssuer'];
  declare providers: SignInElementOptions['providers'];
  declare hostedUi: SignInElementOptions['hostedUi'];
  declare hostedUiMode: SignInElementOptions['hostedUiMode'];
  declare language: SignInElementOptions['language'];
  declare texts: SignInElementOptions['texts'];
  declare clientMetadata: SignInElementOptions['clientMetadata'];
  declare storage: SignInElementOptions['storage'];

  constructor() {
    super();
    this.autoShow = false;
    this.canCancel = false;
  }
}

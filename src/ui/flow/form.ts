import type { TextKey } from '../texts/types.js';
import type { FlowActionName, FlowField, FlowProvider, FlowStep } from './types.js';

/** A step without what every step has. */
export interface Form {
  readonly description?: string | undefined;
  readonly fields?: readonly FlowField[];
  readonly submit?: TextKey;
  readonly choices?: readonly string[];
  readonly providers?: readonly FlowProvider[];
  readonly actions?: readonly FlowActionName[];
  readonly totp?: FlowStep['totp'];
  readonly parameters?: FlowStep['parameters'];
}

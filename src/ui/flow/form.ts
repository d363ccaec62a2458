import type { TextKey } from '../texts/types.js';
import type { FlowActionName, FlowField, FlowProvider, FlowStep } from './types.js';

/** What is specific to a step. */
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

import type { OAuth } from '../constant-contact/oauth.ts';
import type { SecretVersions } from '../credentials/secret-versions.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { EmitMetrics } from '../shared/metrics.ts';
import type { RotationEvent } from './event.ts';

/** What a rotation needs of the outside world; built once per process. */
export interface Dependencies {
  openVersions: (secretId: string) => SecretVersions;
  oauth: OAuth;
  clock: Clock;
  log: Log;
  emitMetrics: EmitMetrics;
  /** A new random id for each invocation. */
  newId: () => string;
}

/** One invocation of a rotation. */
export interface Rotation extends RotationEvent {
  secretName: string;
  versions: SecretVersions;
  /** Tells this invocation from a repeat of the same rotation. */
  invocation: string;
  /** Epoch milliseconds at which Lambda ends the invocation. */
  endsAtMs: number;
}

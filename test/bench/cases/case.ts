import type { Artifacts } from '../artifacts.ts';
import type { Candidate } from '../candidate.ts';
import type { Services } from '../services/start-services.ts';

/** A situation in which artifacts are compared. */
export interface Case {
  /** As `--only` takes it. */
  name: string;
  title: string;
  /** Prepares the situation; the candidates are then measured turn by turn. */
  prepare(services: Services, artifacts: Artifacts): Promise<Candidate[]>;
}

import { sha256 } from '../shared/sha256.ts';
import type { Content } from './content.ts';

/** SHA-256 (hex) of a normalised content: equal hashes are a shortcut for an empty diff. */
export function hashContent(normalised: Content): string {
  return sha256(JSON.stringify(normalised));
}

import { createHash } from 'node:crypto';
import type { Content } from './content.ts';

/** SHA-256 (hex) of a normalised content: equal hashes are a shortcut for an empty diff. */
export function hashContent(normalised: Content): string {
  return sha256(JSON.stringify(normalised));
}

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

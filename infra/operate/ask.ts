import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { RefusedError } from './errors.ts';

export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

export interface Question {
  text: string;
  /** What nobody can be asked means; one sentence. */
  otherwise: string;
  /** Shows nothing of what is typed. */
  hidden?: boolean;
}

const TERMINAL: Terminal = { input: process.stdin, output: process.stderr };

/** Puts a question on the terminal and returns the answer. Throws RefusedError with `otherwise` without a terminal. */
export async function ask(
  { text, otherwise, hidden = false }: Question,
  { input, output }: Terminal = TERMINAL,
): Promise<string> {
  if (!input.isTTY) throw new RefusedError(otherwise);
  if (hidden) output.write(text);
  const echo = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : output;
  const reader = createInterface({ input, output: echo, terminal: true });
  try {
    return (await reader.question(hidden ? '' : text)).trim();
  } finally {
    reader.close();
    if (hidden) output.write('\n');
  }
}

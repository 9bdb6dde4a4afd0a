import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ask, type Terminal } from '../../../infra/operate/ask.ts';

/** A terminal at which somebody types these lines, and all that it shows. */
function startTerminal(isTTY: boolean): {
  terminal: Terminal;
  type(text: string): void;
  shown(): string;
} {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => {
    shown += chunk;
  });
  return {
    terminal: { input, output },
    type: (text) => void input.write(text),
    shown: () => shown,
  };
}

it('shows nothing of a hidden answer', async () => {
  const { terminal, type, shown } = startTerminal(true);

  const answer = ask({ text: 'Secret: ', otherwise: 'No.', hidden: true }, terminal);
  type(' s3cret \r');

  expect(await answer).toBe('s3cret');
  expect(shown()).toBe('Secret: \n');
});

it('shows an answer that is no secret while it is typed', async () => {
  const { terminal, type, shown } = startTerminal(true);

  const answer = ask({ text: 'Name: ', otherwise: 'No.' }, terminal);
  type('shop\r');

  expect(await answer).toBe('shop');
  expect(shown()).toContain('shop');
});

it('asks nobody where no terminal is', async () => {
  const { terminal, shown } = startTerminal(false);

  await expect(ask({ text: 'Secret: ', otherwise: 'Set it.' }, terminal)).rejects.toThrow(
    'Set it.',
  );
  expect(shown()).toBe('');
});

it('ends when somebody presses Ctrl-C', async () => {
  const { terminal, type } = startTerminal(true);

  const answer = ask({ text: 'Secret: ', otherwise: 'No.', hidden: true }, terminal);
  type('half\u0003');

  await expect(answer).rejects.toThrow('Aborted with Ctrl+C');
});

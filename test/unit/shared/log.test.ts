import { expect, it, vi } from 'vitest';
import { consoleLog, nameOf } from '../../../lambda/shared/log.ts';

it.each(['info', 'error'] as const)('a line of log is one object of level %s', (level) => {
  const write = vi.spyOn(console, level).mockReturnValue();

  consoleLog[level]('The pass ended.', { checked: 2 });

  const calls = [...write.mock.calls];
  write.mockRestore();
  expect(calls).toEqual([[{ message: 'The pass ended.', checked: 2 }]]);
});

it('of what was thrown only its name is said', () => {
  const thrown = [new TypeError('secret'), 'secret', undefined].map(nameOf);

  expect(thrown).toEqual(['TypeError', 'unknown', 'unknown']);
});

import { expect, it } from 'vitest';
import { InvalidScenarioError, parseScenario } from '../../infra/local/sandbox/scenario.ts';
import { startSandbox } from '../support/sandbox.ts';

it.each([
  [{}, 'Correct the scenario at its top level: expected array, received object.'],
  [[{}], 'Correct the scenario at [0].fault: '],
  [
    [{ fault: { type: 'explode' } }],
    'Correct the scenario at [0].fault.type: the type must be one',
  ],
  [
    [{ fault: { type: 'dropBefore' } }, { fault: { type: 'delay', ms: '9' } }],
    'Correct the scenario at [1].fault.ms: expected number, received string.',
  ],
  [[{ fault: { type: 'delay' } }], 'Correct the scenario at [0].fault.ms: expected number'],
  [[{ fault: { type: 'throttled' }, times: 0 }], 'Correct the scenario at [0].times: '],
  [[{ fault: { type: 'throttled' }, skip: -1 }], 'Correct the scenario at [0].skip: '],
  [[{ fault: { type: 'throttled' }, on: { method: 'GETS' } }], 'at [0].on.method: '],
  [[{ fault: { type: 'throttled' }, on: { path: 'account' } }], 'at [0].on.path: '],
  [[{ fault: { type: 'throttled', typo: 1 } }], 'Unrecognized key: "typo"'],
  [[{ fault: { type: 'status', status: 99 } }], 'at [0].fault.status: '],
])('refuses the scenario %j in one sentence that names the place', async (scenario, message) => {
  const check = () => parseScenario(scenario);

  expect(check).toThrow(InvalidScenarioError);
  expect(check).toThrow(message);
  expect(check).toThrow(/^[^.]*(\.\w[^.]*)*\.$/);
});

it('adds nothing of a scenario that is wrong', async () => {
  const { sandbox, call } = await startSandbox();
  const scenario = JSON.parse('[{"fault":{"type":"throttled"}},{"fault":{"type":"explode"}}]');

  expect(() => sandbox.play(scenario)).toThrow(InvalidScenarioError);

  const { status } = await call('GET /account/summary');
  expect(status).toBe(200);
});

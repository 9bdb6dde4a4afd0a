import { expect, it } from 'vitest';
import { createSecret } from '../../../lambda/rotate-token/create-secret.ts';
import { createMemoryVersions } from '../../support/memory-versions.ts';

const TOKEN = 'rotation-1';

it('what cannot be renewed is copied for the later steps, and stays current', async () => {
  const text = '{"status":"unseeded"}';
  const versions = createMemoryVersions({ id: 'v1', text, stages: ['AWSCURRENT'] });
  const rotation = { versions, secretName: 'constant-contact/main', token: TOKEN };

  expect(await createSecret({} as never, rotation as never)).toBe('kept');

  expect(await versions.readStage('AWSPENDING')).toMatchObject({ id: TOKEN, text });
  expect(await versions.readStage('AWSCURRENT')).toMatchObject({ id: 'v1' });
});

it('a secret that holds binary data only is malformed, and nothing is stored', async () => {
  const stored = { id: 'v1', text: undefined, stages: ['AWSCURRENT'] };
  const versions = createMemoryVersions(stored);
  const rotation = { versions, secretName: 'constant-contact/main', token: TOKEN };

  const creating = createSecret({} as never, rotation as never);

  await expect(creating).rejects.toMatchObject({ name: 'TokenUnusableError' });
  expect(await versions.readVersion(TOKEN)).toBeUndefined();
});

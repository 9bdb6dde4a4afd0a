import { App } from 'aws-cdk-lib';
import { BUILD_FOLDER } from './build.ts';
import { readSettings, SettingsError } from './settings.ts';
import { AccountSyncStack } from './stack.ts';

const app = new App();
try {
  new AccountSyncStack(app, 'ConstantContactAccountSync', {
    description: 'Checks Constant Contact accounts every night and keeps their history',
    settings: readSettings((key) => app.node.tryGetContext(key)),
    buildFolder: BUILD_FOLDER,
  });
} catch (error) {
  // A wrong setting is the operator's to mend and needs one sentence; anything else is ours and needs its stack.
  if (!(error instanceof SettingsError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

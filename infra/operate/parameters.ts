import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { PARAMETERS } from '../../lambda/shared/contract.ts';
import { RefusedError } from './errors.ts';
import { readRegion } from './source.ts';

/** The value that the deployed stack has published under a name. Throws RefusedError, which names the option instead. */
export async function readParameter(key: keyof typeof PARAMETERS, option: string): Promise<string> {
  const client = new SSMClient();
  const Name = PARAMETERS[key];
  try {
    const region = await readRegion(client);
    const { Parameter } = await client.send(new GetParameterCommand({ Name })).catch((cause) => {
      if (!(cause instanceof ParameterNotFound)) throw cause;
      const message = `There is no parameter ${Name} in ${region}: deploy the stack there, or give ${option}.`;
      throw new RefusedError(message, { cause });
    });
    return Parameter?.Value ?? '';
  } finally {
    client.destroy();
  }
}

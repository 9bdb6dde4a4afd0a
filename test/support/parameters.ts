import { ServiceError, startAwsJson } from '../../infra/local/aws-json.ts';

/** Systems Manager's own protocol, as much of it as reading a parameter needs. */
export function startParameters(parameters: Readonly<Record<string, string>>) {
  return startAwsJson({
    targetPrefix: 'AmazonSSM',
    accessKeyId: undefined,
    answer: async (_, input) => {
      const { Name = '' } = input as { Name?: string };
      const Value = parameters[Name];
      if (Value === undefined) throw Object.assign(new Error(Name), { absent: true });
      return { Parameter: { Name, Value } };
    },
    toServiceError: () => new ServiceError('ParameterNotFound' as never, 'There is none.'),
  });
}
